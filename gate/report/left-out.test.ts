/** Goal: what a claim was verified without is in each report that people read. */
import { expect, test } from 'vitest'
import type { RunRecord } from '#gate/verdict/record.ts'
import { goodRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { renderHtml } from './html.ts'
import { renderTerminal } from './terminal.ts'

const without = { 'operations.changeRole': 'there are no roles' }
const [first, ...others] = goodRun.claims
const run: RunRecord = { ...goodRun, claims: first ? [{ ...first, without }, ...others] : [] }

test('on the terminal, below the claim', () => {
  const page = renderTerminal(run, judge(run))
  expect(page).toContain(`LEFT OUT  of ${first?.id}, as declared by the target config`)
  expect(page).toMatch(/operations\.changeRole {2}there are no roles/)
  expect(renderTerminal(goodRun, judge(goodRun))).not.toContain('LEFT OUT')
})

test('on the page, beside the claim', () => {
  const page = renderHtml(run, judge(run), { runSha256: '' })
  expect(page).toContain('<small>without operations.changeRole (there are no roles)</small>')
})
