import { describe, expect, it } from 'vitest'
import { refusedPreparation } from '#gate/system/refused-preparation.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { tryCriticalEndpoints } from './critical-endpoints.ts'

/** What is judged where every login answers with this status. */
async function judgedWhereLoginAnswers(status: number) {
  const reply = { status, text: 'sorry', headers: {}, json: undefined }
  const running = {
    login: async () => {
      throw refusedPreparation('the login of root', reply)
    },
  } as unknown as RunningTarget
  const target = { admin: async () => ({ name: 'root' }), config: {} } as unknown as Target
  const observed: unknown[] = []
  const judged: [number, string][] = []
  const run = tryCriticalEndpoints(target, running, {
    evidence: {
      observe: (kind: string, data: object) => observed.push({ kind, ...data }),
    } as never,
    judge: (answered, { what }) => judged.push([answered, what]),
    company: 'Works',
  })
  await expect(run).rejects.toThrow(`the login of root answered ${status}: sorry`)
  return { observed, judged }
}

describe('tryCriticalEndpoints, where nobody can log in', () => {
  it('judges a server error as an answer', async () => {
    const { observed, judged } = await judgedWhereLoginAnswers(500)
    expect(observed).toEqual([
      { kind: 'answer', what: 'the login of root', status: 500, right: [200] },
    ])
    expect(judged).toEqual([[500, 'the login of root']])
  })

  it('judges no refusal: the request of the config may be wrong', async () => {
    expect(await judgedWhereLoginAnswers(401)).toEqual({ observed: [], judged: [] })
  })
})
