/** Goal: changes share a start only as far as each shows its own value there. */
import { expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { PreflightError } from '#gate/errors.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Launching } from '#gate/system/start.ts'
import { clearerOf, type Finding, runExperiments } from './experiments.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import { type Change, changeOf, type Experiment, shownChangeOf } from './setting-probe.ts'

const config: TargetConfig = {
  name: 'fake',
  launch: { kind: 'attached', url: 'http://fake' },
  settings: { smtpUser: 'USER', smtpFrom: 'FROM', smtpHost: 'HOST' },
}

type Settings = Partial<Record<'smtpUser' | 'smtpFrom' | 'smtpHost', string>>

/** A backend that answers with its settings, but for those that it ignores or refuses. */
function backend({ ignores = {}, refuses }: { ignores?: Settings; refuses?: string } = {}) {
  const starts: Overrides[] = []
  const start = (overrides: Overrides) => {
    starts.push(overrides)
    return {
      seen: { ...overrides, ...ignores },
      isRefused: overrides.smtpFrom === refuses,
      process: async () => ({ stop: async () => {} }),
    } as unknown as Launching
  }
  return { starts, fixture: { start, emptyRedis: async () => {} } as unknown as ProbeFixture }
}

const experiment: Experiment = {
  base: { smtpUser: 'a', smtpFrom: 'b', smtpHost: 'c' },
  changes: [
    ...shownChangeOf(config, 'smtpUser', 'x', ['user', 'x']),
    ...shownChangeOf(config, 'smtpFrom', 'y', ['from', 'y']),
    ...changeOf(config, 'smtpHost', 'z', ['host']),
  ],
  observe: async (launching) => {
    const { seen, isRefused } = launching as unknown as { seen: Settings; isRefused: boolean }
    if (isRefused) throw new PreflightError('PREFLIGHT_E_TARGET_NOT_READY', 'refused')
    return { user: seen.smtpUser, from: seen.smtpFrom, host: seen.smtpHost }
  },
}

test('values that show share a start; what does not say how it shows has its own', async () => {
  const { fixture, starts } = backend()
  const findings = await runExperiments(fixture, [experiment])
  expect(findings).toMatchObject([
    { variable: 'USER', effect: true, baseline: { user: 'a' }, changed: { user: 'x' } },
    { variable: 'FROM', effect: true, baseline: { from: 'b' }, changed: { from: 'y' } },
    { variable: 'HOST', effect: true, baseline: { host: 'c' }, changed: { host: 'z' } },
  ])
  expect(starts).toHaveLength(4)
  expect(starts[1]).toMatchObject({ smtpUser: 'x', smtpFrom: 'y', smtpHost: 'c' })
})

test('what does not show in the shared start is tried alone, and has no effect', async () => {
  const { fixture, starts } = backend({ ignores: { smtpFrom: 'b' } })
  const findings = await runExperiments(fixture, [experiment])
  expect(findings.map(({ effect }) => effect)).toEqual([true, false, true])
  expect(starts).toHaveLength(5)
  expect(starts[2]).toMatchObject({ smtpUser: 'a', smtpFrom: 'y', smtpHost: 'c' })
})

test('a shared start that is refused says nothing: each change is tried alone', async () => {
  const { fixture, starts } = backend({ refuses: 'y' })
  const findings = await runExperiments(fixture, [experiment])
  expect(findings.map(({ effect }) => effect)).toEqual([true, undefined, true])
  expect(starts).toHaveLength(6)
})

test('no difference is no finding where the effect may be elsewhere', async () => {
  const { fixture } = backend({ ignores: { smtpHost: 'c', smtpFrom: 'b' } })
  const changes = [
    ...shownChangeOf(config, 'smtpFrom', 'y', ['from', 'y']),
    {
      ...(changeOf(config, 'smtpHost', 'z', ['host'])[0] as Change),
      elsewhere: 'mails are not read',
    },
  ]
  const findings = await runExperiments(fixture, [{ ...experiment, changes }])
  expect(findings).toMatchObject([
    { variable: 'FROM', effect: false },
    { variable: 'HOST', effect: undefined, reason: 'mails are not read' },
  ])
})

test('a variable that holds several settings works if one of them does', () => {
  const finding = (effect: boolean | undefined): Finding =>
    effect === undefined
      ? { variable: 'MAIL_URL', effect, reason: 'no mail' }
      : { variable: 'MAIL_URL', effect, baseline: {}, changed: {} }
  const effects = [false, true, undefined].map((effect) => finding(effect))
  expect(effects.reduce(clearerOf).effect).toBe(true)
  expect([finding(false), finding(undefined)].reduce(clearerOf).effect).toBeUndefined()
})
