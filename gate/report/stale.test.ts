import { describe, expect, it } from 'vitest'
import type { RunRecord } from '#gate/verdict/record.ts'
import { goodRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { renderHtml } from './html.ts'
import { renderMarkdown } from './markdown.ts'
import { meaningOf } from './meaning.ts'
import { renderTerminal } from './terminal.ts'

const lastPassedAt = '2026-11-01T08:00:00.000Z'
const fresh: RunRecord = { ...goodRun, freshness: { maxAgeDays: 7, stale: [] } }
const stale: RunRecord = {
  ...goodRun,
  freshness: {
    maxAgeDays: 7,
    stale: [
      { claim: 'pool.bounded', level: 'must', lastPassedAt },
      { claim: 'pool.timeout', level: 'must' },
      { claim: 'pool.fair', level: 'should' },
    ],
  },
}

describe('what --fresh found', () => {
  it.each([
    ['terminal', renderTerminal],
    ['markdown', renderMarkdown],
  ])('is named claim by claim, and only what binds: %s', (_, render) => {
    const page = render(stale, judge(stale))
    expect(page).toContain(`pool.bounded: passed ${lastPassedAt}`)
    expect(page).toContain('no pass is stored: pool.timeout')
    expect(page).not.toContain('pool.fair')
    expect(page).toContain('INCONCLUSIVE')
  })

  it('is on the page, with a link on top', () => {
    const page = renderHtml(stale, judge(stale), { runSha256: '' })
    expect(page).toContain('<a href="#stale">2 claims outside of the selection</a>')
    const [, part = ''] = page.split('<section id="stale">')
    const items = part.split('</ul>')[0]?.match(/<code>.*?<\/b>/gs) ?? []
    expect(items.map((each) => each.replace(/<[^>]+>/g, '').replace(/\s+/g, ' '))).toEqual([
      'pool.bounded must passed 2026-11-01 08:00 UTC',
      'pool.timeout must no pass is stored',
    ])
    expect(renderHtml(fresh, judge(fresh), { runSha256: '' })).not.toContain('id="stale"')
  })

  it('is in the meaning of the verdict', () => {
    expect(meaningOf(stale, judge(stale))).toBe(
      '2 claims outside of the selection did not pass within the last 7 days. ' +
        'This is not an approval to release.',
    )
    expect(meaningOf(fresh, judge(fresh))).toBe(
      'Every selected required claim that applies was measured and holds. ' +
        'The others passed within the last 7 days.',
    )
  })
})
