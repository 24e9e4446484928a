import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Settings } from './config/schema.ts'
import authentication from './plugins/app/authentication.ts'
import cache from './plugins/app/cache.ts'
import database from './plugins/app/database.ts'
import draining from './plugins/app/draining.ts'
import errorHandler from './plugins/app/error-handler.ts'
import google from './plugins/app/google.ts'
import httpsRedirect from './plugins/app/https-redirect.ts'
import mailer from './plugins/app/mailer.ts'
import metrics from './plugins/app/metrics.ts'
import migrations from './plugins/app/migrations.ts'
import permissions from './plugins/app/permissions.ts'
import requestContext from './plugins/app/request-context.ts'
import requestLog from './plugins/app/request-log.ts'
import sessions from './plugins/app/sessions.ts'
import settings from './plugins/app/settings.ts'
import trustedHost from './plugins/app/trusted-host.ts'
import cors from './plugins/external/cors.ts'
import helmet from './plugins/external/helmet.ts'
import jwt from './plugins/external/jwt.ts'
import rateLimit from './plugins/external/rate-limit.ts'
import redis from './plugins/external/redis.ts'
import swagger from './plugins/external/swagger.ts'
import websocket from './plugins/external/websocket.ts'
import adminRoutes from './routes/api/v1/admin.ts'
import googleRoutes from './routes/api/v1/auth/google.ts'
import loginRoutes from './routes/api/v1/auth/login.ts'
import passwordResetRoutes from './routes/api/v1/auth/password-reset.ts'
import sessionRoutes from './routes/api/v1/auth/session.ts'
import companyRoutes from './routes/api/v1/companies.ts'
import memberRoutes from './routes/api/v1/members.ts'
import recordRoutes from './routes/api/v1/records.ts'
import socketRoutes from './routes/api/v1/socket.ts'
import userRoutes from './routes/api/v1/users.ts'
import healthRoutes from './routes/health.ts'
import metricsRoutes from './routes/metrics.ts'
import readyRoutes from './routes/ready.ts'

/** All plugins and routes. The order of the first block is the order of the hooks. */
async function app(fastify: FastifyInstance, options: { settings: Settings }) {
  await fastify.register(settings, options)
  await fastify.register(requestContext)
  await fastify.register(requestLog)
  await fastify.register(draining)
  await fastify.register(database)
  await fastify.register(migrations)
  await fastify.register(metrics)
  await fastify.register(errorHandler)
  await fastify.register(helmet)
  await fastify.register(trustedHost)
  await fastify.register(httpsRedirect)
  await fastify.register(cors)

  await fastify.register(redis)
  await fastify.register(cache)
  await fastify.register(rateLimit)
  await fastify.register(jwt)
  await fastify.register(authentication)
  await fastify.register(permissions)
  await fastify.register(sessions)
  await fastify.register(mailer)
  await fastify.register(google)
  await fastify.register(swagger)
  await fastify.register(websocket)

  await fastify.register(healthRoutes)
  await fastify.register(readyRoutes)
  await fastify.register(metricsRoutes)
  for (const routes of [loginRoutes, sessionRoutes, passwordResetRoutes, googleRoutes]) {
    await fastify.register(routes, { prefix: '/api/v1/auth' })
  }
  await fastify.register(userRoutes, { prefix: '/api/v1/users' })
  for (const routes of [companyRoutes, memberRoutes, recordRoutes]) {
    await fastify.register(routes, { prefix: '/api/v1/companies' })
  }
  await fastify.register(adminRoutes, { prefix: '/api/v1/admin' })
  await fastify.register(socketRoutes, { prefix: '/api/v1/socket' })
}

export const buildApp = fp(app, { name: 'app' })
