import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { NotFoundError } from '../../../lib/errors.ts'
import { records, type StoredRecord } from '../../../repositories/records.ts'
import { CompanyParams, Empty } from '../../../schemas/common.ts'
import { refusals, secured } from '../../../schemas/errors.ts'
import {
  NewRecordBody,
  RecordChangeBody,
  RecordParams,
  RecordReply,
  RecordsQuery,
  RecordsReply,
} from '../../../schemas/records.ts'

const collection = '/:companyId/records'
const item = '/:companyId/records/:recordId'
const common = { tags: ['records'], security: secured }

const recordRoutes: FastifyPluginAsyncTypebox = async (fastify) => {
  const { db } = fastify
  fastify.addHook('onRequest', fastify.authenticate)
  const mayRead = fastify.requirePermission('records:read')
  const mayWrite = fastify.requirePermission('records:write')
  await fastify.register(recordChanges)

  const listSchema = {
    ...common,
    summary: 'List the records of a company, oldest first',
    params: CompanyParams,
    querystring: RecordsQuery,
    response: { 200: RecordsReply, ...refusals(401, 403, 404, 422, 503) },
  }
  fastify.get(collection, { schema: listSchema, preHandler: mayRead }, async (request) => {
    const { limit } = request.query
    const found = await records.list(db, request.params.companyId, request.query)
    const last = found.length === limit ? found.at(-1) : undefined
    return { items: found.map(toReply), next: last?.id ?? null }
  })

  const createSchema = {
    ...common,
    summary: 'Create a record; its name is unique in the company',
    params: CompanyParams,
    body: NewRecordBody,
    response: { 201: RecordReply, ...refusals(400, 401, 403, 404, 409, 422, 503) },
  }
  fastify.post(
    collection,
    { schema: createSchema, preHandler: mayWrite },
    async (request, reply) => {
      const { name, content = '' } = request.body
      const { userId } = request
      const record = await records.create(db, request.params.companyId, { name, content, userId })
      return reply.code(201).send(toReply(record))
    },
  )

  const readSchema = {
    ...common,
    summary: 'Read a record',
    params: RecordParams,
    response: { 200: RecordReply, ...refusals(401, 403, 404, 422, 503) },
  }
  fastify.get(item, { schema: readSchema, preHandler: mayRead }, async (request) => {
    const { companyId, recordId } = request.params
    return toReply(found(await records.byId(db, companyId, recordId)))
  })
}

/** Registered in `recordRoutes`, whose hook authenticates. */
const recordChanges: FastifyPluginAsyncTypebox = async (fastify) => {
  const { db } = fastify
  const mayWrite = fastify.requirePermission('records:write')

  const changeSchema = {
    ...common,
    summary: 'Change a record',
    params: RecordParams,
    body: RecordChangeBody,
    response: { 200: RecordReply, ...refusals(400, 401, 403, 404, 409, 422, 503) },
  }
  fastify.patch(item, { schema: changeSchema, preHandler: mayWrite }, async (request) => {
    const { companyId, recordId } = request.params
    return toReply(found(await records.update(db, companyId, recordId, request.body)))
  })

  const deleteSchema = {
    ...common,
    summary: 'Delete a record',
    params: RecordParams,
    response: { 204: Empty, ...refusals(401, 403, 404, 422, 503) },
  }
  fastify.delete(item, { schema: deleteSchema, preHandler: mayWrite }, async (request, reply) => {
    const { companyId, recordId } = request.params
    const removed = await records.remove(db, companyId, recordId)
    if (!removed) throw new NotFoundError('no such record')
    return reply.code(204).send(null)
  })
}

function found(record: StoredRecord | undefined): StoredRecord {
  if (record === undefined) throw new NotFoundError('no such record')
  return record
}

function toReply(record: StoredRecord) {
  const { created_at: createdAt, updated_at: updatedAt } = record
  return { ...record, created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() }
}

export default recordRoutes
