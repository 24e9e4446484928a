import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { companySummaryKey } from '../../../cache/keys.ts'
import { NotFoundError } from '../../../lib/errors.ts'
import { type CompanySummary, companies } from '../../../repositories/companies.ts'
import { CompanyParams } from '../../../schemas/common.ts'
import {
  CompanyReply,
  CompanySummaryReply,
  NewCompanyBody,
  PermissionsReply,
} from '../../../schemas/companies.ts'
import { refusals, secured } from '../../../schemas/errors.ts'

const companyRoutes: FastifyPluginAsyncTypebox = async (fastify) => {
  const { db, cache, settings } = fastify
  fastify.addHook('onRequest', fastify.authenticate)

  const createSchema = {
    summary: 'Create a company; who creates it owns it',
    tags: ['companies'],
    security: secured,
    body: NewCompanyBody,
    response: { 201: CompanyReply, ...refusals(400, 401, 409, 422, 503) },
  }
  fastify.post('', { schema: createSchema }, async (request, reply) => {
    const { name } = request.body
    const company = await db.transaction((tx) => companies.create(tx, name, request.userId))
    return reply.code(201).send({ ...company, created_at: iso(company.created_at), role: 'owner' })
  })

  const readSchema = {
    summary: 'A company, for its members',
    tags: ['companies'],
    security: secured,
    params: CompanyParams,
    response: { 200: CompanySummaryReply, ...refusals(401, 403, 404, 422, 503) },
  }
  fastify.get('/:companyId', { schema: readSchema }, async (request) => {
    const { companyId } = request.params
    const { role } = await fastify.permissionsIn(request, companyId)
    const summary = await cache.read<CompanySummary>({
      kind: 'companies',
      key: companySummaryKey(companyId),
      ttlSeconds: settings.CACHE_DEFAULT_TTL,
      load: () => companies.summary(db, companyId),
    })
    if (summary === undefined) throw new NotFoundError('no such company')
    return { ...summary, created_at: iso(summary.created_at), role }
  })

  const permissionsSchema = {
    summary: 'What the caller may do in a company',
    tags: ['companies'],
    security: secured,
    params: CompanyParams,
    response: { 200: PermissionsReply, ...refusals(401, 403, 404, 422, 503) },
  }
  fastify.get('/:companyId/permissions', { schema: permissionsSchema }, async (request) => {
    const { companyId } = request.params
    const { role, permissions } = await fastify.permissionsIn(request, companyId)
    return { user_id: request.userId, company_id: companyId, role, permissions: [...permissions] }
  })
}

/** A time is a Date from the database, and text from the cache. */
function iso(time: Date | string): string {
  return typeof time === 'string' ? time : time.toISOString()
}

export default companyRoutes
