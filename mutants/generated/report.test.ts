import { describe, expect, test } from 'vitest'
import { concernOf } from './concerns.ts'
import type { GeneratedResult } from './judge.ts'
import {
  type GeneratedReport,
  isExcused,
  renderGeneratedJson,
  renderGeneratedText,
  scoreOf,
} from './report.ts'

function report(file: string, result: GeneratedResult): GeneratedReport {
  const concern = concernOf(file)
  if (!concern) throw new Error(`no concern for ${file}`)
  const place = { start: 0, end: 4, put: '', line: 3, from: 'a();', to: '' }
  const chosen = {
    ...place,
    id: `id-${result}`,
    operator: 'drop-statement' as const,
    file,
    concern,
  }
  const failed = result === 'killed' ? ['http.oauth'] : []
  return { chosen, result, failed, unmeasured: [], seconds: 1 }
}

const keys = 'reference-app/src/cache/keys.ts'
const routes = 'reference-app/src/routes/api/v1/users.ts'
const reports = [
  report(keys, 'killed'),
  report(keys, 'survived'),
  report(routes, 'refused-to-start'),
  report(routes, 'equivalent'),
  report(routes, 'not-tried'),
]

describe('the score', () => {
  test('is of those that behave differently and were tried', () => {
    expect(scoreOf(reports)).toEqual({
      killed: 1,
      refusedToStart: 1,
      survived: 1,
      equivalent: 1,
      notTried: 1,
      errors: 0,
      total: 5,
      score: 0.667,
    })
    expect(scoreOf([]).score).toBeNull()
  })

  test('more than a quarter told to be equivalent is too many', () => {
    expect(isExcused(scoreOf(reports))).toBe(false)
    expect(isExcused(scoreOf(reports.slice(2)))).toBe(true)
  })

  const now = { commit: 'abc', engine: 'local' }

  test('says what was noticed by other checks, or on the other engine', () => {
    const at = { commit: '0123456789', engine: 'docker' }
    const [first, ...others] = reports.map((report) => ({ ...report, at: now }))
    const text = renderGeneratedText(now, [{ ...(first as GeneratedReport), at }, ...others])
    expect(text).toContain('noticed elsewhere, and not tried again: 1 at 0123456 on docker\n')
  })

  test('is told by section, as text and as JSON', () => {
    const text = renderGeneratedText(now, reports)
    expect(text).toMatch(/^cache +1 +0 +1 +0 +0 +50 %$/m)
    expect(text).toMatch(/^http +0 +1 +0 +1 +1 +100 %$/m)
    expect(text).toContain(`- a();`)
    expect(text).not.toContain('elsewhere')
    const key = { ...now, seed: 1 }
    const document = JSON.parse(renderGeneratedJson(key, reports))
    expect(document).toMatchObject({ ...key, killed: 1, sections: { cache: { score: 0.5 } } })
    expect(document.mutants[1]).toMatchObject({ id: 'id-survived', section: 'cache', file: keys })
  })
})
