/** JWT secret keys that production must refuse. */
import { check } from '#gate/run/check.ts'
import { refusesKnownDefaults, refusesMissing, refusesWeak } from './secret-key-refusals.ts'

check('configuration.jwt-secret-key-default-refused', refusesKnownDefaults('jwtSecretKey'))
check('configuration.jwt-secret-key-missing-refused', refusesMissing('jwtSecretKey'))
check('configuration.jwt-secret-key-weak-refused', refusesWeak('jwtSecretKey'))
