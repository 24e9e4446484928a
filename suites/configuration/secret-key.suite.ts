/** Secret keys that production must refuse. */
import { check } from '#gate/run/check.ts'
import { refusesKnownDefaults, refusesMissing, refusesWeak } from './secret-key-refusals.ts'

check('configuration.secret-key-default-refused', refusesKnownDefaults('secretKey'))
check('configuration.secret-key-missing-refused', refusesMissing('secretKey'))
check('configuration.secret-key-weak-refused', refusesWeak('secretKey'))
