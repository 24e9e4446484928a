import { describe, expect, it } from 'vitest'
import type { Reply } from '#gate/contract/requests.ts'
import { defaultStatuses } from '#gate/contract/statuses.ts'
import { inconclusive } from '#gate/errors.ts'
import { refusedPreparation } from '#gate/system/refused-preparation.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { tryCriticalEndpoints } from './endpoints.ts'
import { invalidUpdate } from './invalid-update.ts'
import { repeated } from './records.ts'
import { isEmptyList } from './step.ts'

/** What is judged where every login ends like this. */
async function judgedWhereLoginFails(error: Error) {
  const running = { login: () => Promise.reject(error) } as unknown as RunningTarget
  const target = { admin: async () => ({ name: 'root' }), config: {} } as unknown as Target
  const observed: object[] = []
  const judged: [number, string][] = []
  const run = tryCriticalEndpoints(target, running, {
    evidence: { observe: (_kind: string, data: object) => observed.push(data) } as never,
    judge: (status, { what }) => judged.push([status, what]),
    company: 'Works',
  })
  await expect(run).rejects.toBe(error)
  return { observed, judged }
}

function refused(status: number): Error {
  const reply = { status, text: 'sorry', headers: {}, json: undefined }
  return refusedPreparation('the login of root', reply)
}

describe('tryCriticalEndpoints, where nobody can log in', () => {
  it.each([500, 503, 404, 422])('judges %i as an answer', async (status) => {
    const { observed, judged } = await judgedWhereLoginFails(refused(status))
    expect(observed).toEqual([{ what: 'the login of root', status, right: [200] }])
    expect(judged).toEqual([[status, 'the login of root']])
  })

  it('judges that no answer came', async () => {
    const timeout = new DOMException('it took too long', 'TimeoutError')
    const { observed, judged } = await judgedWhereLoginFails(timeout)
    const what = 'accounts and logins'
    expect(observed).toEqual([{ what, status: 0, why: 'it took too long', right: [200] }])
    expect(judged).toEqual([[0, what]])
  })

  it.each([401, 403, 429])("judges no %i: credentials or rate are the gate's", async (status) => {
    const { observed, judged } = await judgedWhereLoginFails(refused(status))
    expect({ observed, judged }).toEqual({ observed: [], judged: [] })
  })

  it('judges no fault of the gate', async () => {
    const { judged } = await judgedWhereLoginFails(inconclusive('no administrator'))
    expect(judged).toEqual([])
  })
})

describe('a second record of the same name', () => {
  const config = { name: 'notes', launch: { kind: 'attached', url: 'http://127.0.0.1' } } as const

  it('may be created where the config names no conflict', () => {
    expect(repeated({ config, statuses: defaultStatuses })).toEqual([409, 400, 422, 200, 201])
  })

  it('gets what the config says of a conflict', () => {
    const statuses = { ...defaultStatuses, conflict: [412] }
    expect(repeated({ config: { ...config, statuses: { conflict: [412] } }, statuses })).toEqual([
      412,
    ])
  })
})

describe('an update with invalid input', () => {
  const spec = (json: unknown) => ({ method: 'POST', path: '/records', json }) as const
  const create = spec({ title: 'a', kind: 'note' })

  it('has what no creation accepts', () => {
    const update = spec({ title: 'a' })
    const requests = { create, update, invalid: spec({ title: 42, kind: 'note' }) }
    expect(invalidUpdate(requests, 'a')?.json).toEqual({ title: 42 })
  })

  it.each([
    ['is for creations alone', { title: 'a', kind: 'none' }],
    ['is missing', { kind: 'note' }],
  ])('is not made of a field that %s', (_why, json) => {
    const update = spec({ title: 'a', kind: 'note' })
    expect(invalidUpdate({ create, update, invalid: spec(json) }, 'a')).toBeUndefined()
  })
})

describe('an answer to an outsider', () => {
  const read = ({ json }: Reply) => (json as { roles: string[] }).roles.map(String)
  it.each([
    [200, { roles: [] }, true],
    [200, { roles: ['reader'] }, false],
    [200, { message: 'ok' }, false],
    [500, { roles: [] }, false],
  ])('of %i with %j is as good as a refusal: %s', (status, json, isGood) => {
    expect(isEmptyList({ status, json, text: '', headers: {} }, read)).toBe(isGood)
  })
})
