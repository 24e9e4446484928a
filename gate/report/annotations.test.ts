/** Our workflow commands are the ones that GitHub's own library would print. */
import * as core from '@actions/core'
import { expect, it, vi } from 'vitest'
import { fiveRuns } from '#gate/verdict/testing/five-runs.ts'
import { hostile } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { renderAnnotations } from './annotations.ts'
import { findingsOf } from './finding.ts'
import { meaningOf } from './meaning.ts'
import { headline } from './message.ts'
import { oneLine } from './text.ts'

/** What a call writes to stdout. */
function printedBy(act: () => void): string {
  const written: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
  try {
    act()
  } finally {
    write.mockRestore()
  }
  return written.join('')
}

it('escapes as the library does', () => {
  const run = { ...fiveRuns.waived, waivers: [] }
  const config = 'deploy: 100 %, all/preflight.config.yaml'
  const failing = {
    ...run,
    target: { ...run.target, config, manifests: [] },
    claims: run.claims.map((claim) => ({
      ...claim,
      checks: claim.checks.map((check) => ({
        ...check,
        failures: [{ message: `100 % of it, ::set-output name=a::b\r\n${hostile}` }],
      })),
    })),
  }
  const judgement = judge(failing)
  const expected = printedBy(() => {
    core.error(oneLine(meaningOf(failing, judgement)), { title: 'Preflight: NO-GO' })
    for (const finding of findingsOf(failing, judgement)) {
      const title = finding.claim.record.id
      core.error(headline(failing, finding), { title, file: config })
    }
  })
  expect(renderAnnotations(failing, judgement)).toBe(expected)
  expect(expected.split('\n')).toHaveLength(failing.claims.length + 2)
})
