/** The reference target as a service of its compose file, in a network of its own. */
import { compose, defineTarget } from './gate/contract/contract.ts'
import reference from './preflight.config.ts'

export default defineTarget({
  ...reference,
  launch: compose(
    ['reference-app/deploy/docker-compose.prod.yml', 'test/launch/build.yml'],
    'backend',
    {
      port: 8000,
      // The file gives it one processor.
      readyTimeoutMs: 120_000,
      variables: {
        BACKEND_IMAGE: 'reference-app',
        POSTGRES_USER: 'app',
        POSTGRES_DB: 'app',
        POSTGRES_PASSWORD: 'unused',
      },
    },
  ),
})
