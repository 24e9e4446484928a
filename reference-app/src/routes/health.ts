import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'

const HealthReply = Type.Object({
  status: Type.Literal('healthy'),
  version: Type.String(),
  environment: Type.String(),
})

/** Liveness: the process answers. No dependencies, or a database outage restarts every server. */
const health: FastifyPluginAsyncTypebox = async (fastify) => {
  const { APP_VERSION: version, ENVIRONMENT: environment } = fastify.settings
  const reply = { status: 'healthy', version, environment } as const
  const schema = { summary: 'Liveness', response: { 200: HealthReply } }
  fastify.get('/health', { schema }, async () => reply)
}

export default health
