/** Small backends that answer in memory, for tests of what `init` learns from a start. */
import type { Account, Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import { inSession, sendAfterSteps } from '#gate/contract/wire.ts'
import type { Backend } from '../../explore/backend.ts'

export type Body = Record<string, unknown>
type Answer = readonly [status: number, body?: unknown, headers?: Record<string, string>]

/** A request as such a backend sees it. */
export interface Asked {
  /** `POST /items` */
  what: string
  path: string
  body: Body
  authorization: string
}

export interface Shape {
  answer: (asked: Asked) => Answer
  /** The tables with rows, and what is in them. */
  tables: Record<string, Iterable<unknown>>
  /** The first administrator, if its deployment makes one. */
  admin?: Account
}

export const missing: Answer = [404, { detail: 'Not Found' }]

/** Reads, changes and deletes of a record whose id is the last part of the path. */
export function ofRecord(
  all: Map<string, Body>,
  { what, path, body }: Asked,
  isValid: (body: Body) => boolean,
): Answer {
  const id = path.split('/').at(-1) ?? ''
  const found = all.get(id)
  if (!found) return missing
  if (what.startsWith('GET')) return [200, { ...found, id }]
  if (what.startsWith('DELETE')) return all.delete(id) ? [204] : missing
  if (!isValid(body)) return [422, { detail: [] }]
  all.set(id, { ...found, ...body })
  return [200, { ...found, ...body, id }]
}

function askedOf({ method, path, json, form, headers }: RequestSpec): Asked {
  const authorization = headers?.authorization ?? ''
  return { what: `${method} ${path}`, path, body: (json ?? form ?? {}) as Body, authorization }
}

function replyOf([status, body, headers = {}]: Answer): Reply {
  const text = body === undefined ? '' : JSON.stringify(body)
  return { status, headers, text, json: body }
}

/** A shape as `init` asks it; `log` gets every request. */
export function backendOf({ answer, tables, admin }: Shape, log: string[] = []): Backend {
  let accounts = 0
  return {
    ask: async (request: RequestSpec, session?: Session) =>
      await sendAfterSteps(request, async (each) => {
        const asked = askedOf(inSession(each, session))
        log.push(asked.what)
        return replyOf(answer(asked))
      }),
    admin: async () => admin,
    newAccount: () => {
      accounts += 1
      const name = `trial-${accounts}`
      return { name, email: `${name}@example.com`, password: `password of ${name}` }
    },
    tablesWith: async (text) =>
      Object.keys(tables).filter((name) =>
        JSON.stringify([...(tables[name] ?? [])]).includes(text),
      ),
  }
}

/** Parts of documents. */
export const text = { type: 'string' }
export const integer = { type: 'integer' }
export function object(properties: object, required: string[] = []) {
  return { type: 'object', properties, required }
}
export function json(schema: object) {
  return { content: { 'application/json': { schema } } }
}
export function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` }
}
