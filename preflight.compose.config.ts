/**
 * The reference target as a service of its compose file, in the network of this machine. A backend
 * that always listens on one port says `port: 8000` in place of the variables.
 */
import { compose, defineTarget } from './gate/contract/contract.ts'
import reference from './preflight.config.ts'

export default defineTarget({
  ...reference,
  launch: compose(
    ['reference-app/deploy/docker-compose.prod.yml', 'test/launch/build.yml'],
    'backend',
    {
      port: 'PORT',
      host: 'HOST',
      // The file gives it one processor.
      readyTimeoutMs: 120_000,
      variables: {
        BACKEND_IMAGE: 'reference-app',
        POSTGRES_USER: 'app',
        POSTGRES_DB: 'app',
        POSTGRES_PASSWORD: 'unused',
        // What asks it is on the loopback here, not on a network of Docker.
        TRUSTED_PROXIES: 'loopback',
      },
    },
  ),
})
