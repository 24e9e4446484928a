import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** One line per request. Without the query, which may contain codes and state of a login. */
async function requestLog(fastify: FastifyInstance) {
  fastify.addHook('onResponse', function onResponse(request, reply, done) {
    const path = request.url.split('?')[0]
    const facts = {
      module: 'request-log',
      function: 'onResponse',
      request_id: request.id,
      method: request.method,
      path,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      client: request.ip,
      scheme: request.protocol,
    }
    request.log.info(facts, `${request.method} ${path} ${reply.statusCode}`)
    done()
  })
}

export default fp(requestLog, { name: 'request-log' })
