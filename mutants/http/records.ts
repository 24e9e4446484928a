/** Creating, reading, changing and deleting records. */
import { defineMutants, edit, overlay } from '../mutant.ts'

const recordsRoute = 'reference-app/src/routes/api/v1/records.ts'
const recordsRepository = 'reference-app/src/repositories/records.ts'

export const records = defineMutants('http', {
  'record-by-its-id-alone': {
    defect: 'A record of another company is read by way of the own one.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        recordsRepository,
        '`SELECT ${columns} FROM records WHERE company_id = $1 AND id = $2`',
        '`SELECT ${columns} FROM records WHERE $1::int IS NOT NULL AND id = $2`',
      ),
    ],
  },
  'record-deleted-by-readers': {
    defect: 'Whoever may read records may delete them.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        recordsRoute,
        'fastify.delete(item, { schema: deleteSchema, preHandler: mayWrite }',
        "fastify.delete(item, { schema: deleteSchema, preHandler: fastify.requirePermission('records:read') }",
      ),
    ],
  },
  'record-created-by-outsiders': {
    defect: 'Whoever is logged in writes records into every company.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        recordsRoute,
        '{ schema: createSchema, preHandler: mayWrite }',
        '{ schema: createSchema }',
      ),
    ],
  },
  'record-invalid-accepted': {
    defect: 'A record without a proper name is created.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        'reference-app/src/schemas/records.ts',
        '{ name: Name, content: Type.Optional(Content) }',
        '{ name: Type.Union([Name, Type.Number()]), content: Type.Optional(Content) }',
      ),
    ],
  },
  'record-invalid-updated': {
    defect: 'An update takes a name that no creation does.',
    kills: ['http.critical-endpoints'],
    naming: ['update with invalid input'],
    edits: [edit(recordsRoute, 'body: RecordChangeBody,', 'body: {} as typeof RecordChangeBody,')],
  },
  'record-unknown-updated': {
    defect: 'A change of a record that does not exist is acknowledged.',
    kills: ['http.critical-endpoints'],
    naming: ['update an unknown record'],
    edits: [
      edit(
        recordsRoute,
        'return toReply(found(await records.update(db, companyId, recordId, request.body)))',
        `const changed = await records.update(db, companyId, recordId, request.body)
    const made = { id: recordId, company_id: companyId, name: '', content: '' }
    return toReply(changed ?? { ...made, created_at: new Date(), updated_at: new Date() })`,
      ),
    ],
  },
  'record-deleted-twice': {
    defect: 'Who deletes what is gone already gets an error from inside.',
    kills: ['http.critical-endpoints'],
    naming: ['delete the record again'],
    edits: [
      edit(
        recordsRoute,
        "if (!removed) throw new NotFoundError('no such record')",
        "if (!removed) throw new Error('nothing was removed')",
      ),
    ],
  },
  'record-read-by-anybody': {
    defect: 'A record is shown to whoever does not log in.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        recordsRoute,
        "fastify.addHook('onRequest', fastify.authenticate)",
        overlay('record-read-by-anybody/on-request.ts'),
      ),
      edit(
        recordsRoute,
        "const mayRead = fastify.requirePermission('records:read')",
        overlay('record-read-by-anybody/may-read.ts'),
      ),
    ],
  },
  'record-of-any-company': {
    defect: 'Whoever may read in one company reads the records of all, below the path of that one.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        recordsRepository,
        'SELECT ${columns} FROM records WHERE company_id = $1 AND id = $2',
        'SELECT ${columns} FROM records WHERE $1::int > 0 AND id = $2',
      ),
    ],
  },
  'record-read-by-outsiders': {
    defect: 'Whoever is logged in reads the records of every company.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(recordsRoute, '{ schema: readSchema, preHandler: mayRead }', '{ schema: readSchema }'),
    ],
  },
  'record-survives-deletion': {
    defect: 'A deletion is acknowledged and not made.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        recordsRepository,
        "'DELETE FROM records WHERE company_id = $1 AND id = $2 RETURNING 1'",
        "'SELECT 1 FROM records WHERE company_id = $1 AND id = $2'",
      ),
    ],
  },
  'record-twice': {
    defect: 'The same record can be created twice.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        'reference-app/migrations/003_records.sql',
        `updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, name)`,
        'updated_at timestamptz NOT NULL DEFAULT now()',
      ),
    ],
  },
  'record-unknown-is-an-error': {
    defect: 'A record that does not exist is a 500.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        recordsRoute,
        "if (record === undefined) throw new NotFoundError('no such record')",
        "if (record === undefined) throw new Error('no such record')",
      ),
    ],
  },
  'record-update-lost': {
    defect: 'A change of a name is acknowledged and not kept.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(recordsRepository, 'SET name = COALESCE($3, name)', 'SET name = COALESCE(name, $3)'),
    ],
  },
})
