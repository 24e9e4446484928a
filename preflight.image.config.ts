/** The reference target as a container of its image, in the network of this machine. */
import { defineTarget, image } from './gate/contract/contract.ts'
import reference from './preflight.config.ts'

const dockerfile = 'reference-app/deploy/Dockerfile'

export default defineTarget({
  ...reference,
  launch: image({ file: dockerfile }, { port: 'PORT', host: 'HOST', readyTimeoutMs: 120_000 }),
})
