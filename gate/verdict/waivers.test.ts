import { describe, expect, it } from 'vitest'
import { PreflightError } from '#gate/errors.ts'
import type { ClaimVerdictName, Waiver } from './record.ts'
import { parseWaivers } from './waiver-file.ts'
import { applyWaivers } from './waivers.ts'

const good = `
# accepted by the release board
- claim: pool.recycle
  reason: the balancer closes them earlier
  owner: ada
  expires: 2026-12-31
`

function entry(lines: string): Waiver | undefined {
  return parseWaivers(lines, 'waivers.yaml')[0]
}

function thrownBy(text: string): PreflightError {
  try {
    parseWaivers(text, 'waivers.yaml')
  } catch (error) {
    if (error instanceof PreflightError) return error
    throw error
  }
  throw new Error(`accepted: ${text}`)
}

describe('parseWaivers', () => {
  it('reads claim, reason, owner, last day and target', () => {
    const waiver = {
      claim: 'pool.recycle',
      reason: 'the balancer closes them earlier',
      owner: 'ada',
      expires: '2026-12-31',
    }
    expect(parseWaivers(good, 'waivers.yaml')).toEqual([waiver])
    expect(entry(`${good}  target: staging`)).toEqual({ ...waiver, target: 'staging' })
  })

  it('reads who approved, the ticket, the environment and the digest', () => {
    const digest = `sha256:${'a'.repeat(64)}`
    const lines = ['approver: grace', 'ticket: OPS-12', 'environment: staging', `digest: ${digest}`]
    expect(entry(`${good}${lines.map((line) => `  ${line}\n`).join('')}`)).toMatchObject({
      approver: 'grace',
      ticket: 'OPS-12',
      environment: 'staging',
      digest,
    })
  })

  it.each(['', '\n', '# none at present\n', '[]', '---\n'])('reads %j as no waivers', (text) => {
    expect(parseWaivers(text, 'waivers.yaml')).toEqual([])
  })

  it.each([
    ['claim: pool.recycle', 'waivers.yaml:1: not a list'],
    ['\n\nno list', 'waivers.yaml:3: not a list'],
    ['- claim: a\n- claim: "b\n', 'waivers.yaml:3: not valid YAML'],
    ['- a: 1\n  a: 2\n', 'waivers.yaml:2: not valid YAML: Map keys must be unique'],
    ['- *nobody\n', 'waivers.yaml:1: not valid YAML'],
    ['[]\n---\n[]\n', 'not valid YAML'],
    ['- !own {}\n', 'waivers.yaml:1: not valid YAML'],
    [aliasBomb(), 'not valid YAML: Excessive alias count'],
  ])('refuses a file such as %j', (text, message) => {
    const error = thrownBy(text)
    expect(error.message).toContain(message)
    expect(error).toMatchObject({ code: 'PREFLIGHT_E_WAIVERS', exitCode: 3 })
  })

  it.each([
    ['no reason', good.replace(/ {2}reason.*\n/, ''), 'reason is missing or not text'],
    ['a blank reason', good.replace(/reason.*/, 'reason: "  "'), 'reason is empty'],
    ['no owner', good.replace(/ {2}owner.*\n/, ''), 'owner is missing or not text'],
    ['no last day', good.replace(/ {2}expires.*\n/, ''), 'expires is not a date'],
    ['a year alone', good.replace('2026-12-31', '2026'), 'expires is not a date'],
    ['a day that never comes', good.replace('2026-12-31', '2026-02-30'), 'expires is not a date'],
    ['a time', good.replace('2026-12-31', '2026-12-31T10:00:00Z'), 'expires is not a date'],
    [
      'an unknown claim',
      good.replace('recycle', 'recylce'),
      'unknown claim "pool.recylce": did you mean pool.recycle or',
    ],
    ['a key too many', `${good}  taget: staging`, 'unknown key "taget": did you mean target?'],
    ['a blank approver', `${good}  approver: ""`, 'approver is empty'],
    ['a number for a ticket', `${good}  ticket: 12`, 'ticket is missing or not text'],
    ['a tag for a digest', `${good}  digest: shop:1.2`, 'digest is not sha256: and 64 hex'],
    ['a target that is no text', `${good}  target: 3`, 'target is missing or not text'],
    ['no mapping', '\n\n- pool.recycle', 'not a mapping'],
    ['nothing at all', '\n\n-\n', 'not a mapping'],
  ])('keeps an entry with %s, and says what is wrong and where', (_, text, problem) => {
    const waiver = entry(text)
    expect(waiver?.problem).toContain(problem)
    expect(waiver?.problem).toMatch(/^waivers\.yaml:3: /)
    expect(applyWaivers(run([waiver as Waiver]), [outcome('pool.recycle', 'fail')])).toMatchObject({
      waived: new Set(),
      findings: [{ claim: waiver?.claim, kind: 'malformed', message: waiver?.problem }],
    })
  })

  it('reads the entries beside a bad one, and tells the line of each', () => {
    const waivers = parseWaivers(`${good}- claim: pool.bounded\n${good}-\n`, 'waivers.yaml')
    expect(waivers.map(({ problem }) => problem?.slice(0, 15))).toEqual([
      undefined,
      'waivers.yaml:7:',
      undefined,
      'waivers.yaml:14',
    ])
    expect(waivers.map(({ claim }) => claim)).toContain('entry 4')
  })
})

/** Seven lists, each of ten times the one before: ten million entries if anybody expanded them. */
function aliasBomb(): string {
  const lists = ['- &a0 [x]']
  for (let depth = 1; depth < 8; depth++) {
    lists.push(
      `- &a${depth} [${Array(10)
        .fill(`*a${depth - 1}`)
        .join(', ')}]`,
    )
  }
  return lists.join('\n')
}

const waiver: Waiver = { claim: 'pool.recycle', reason: 'r', owner: 'ada', expires: '2026-12-31' }

interface Options {
  only?: string[]
  at?: string
  environment?: string
}

const image = `sha256:${'a'.repeat(64)}`
const configSha256 = 'b'.repeat(64)

function run(waivers: Waiver[], options: Options = {}) {
  return {
    waivers,
    target: { name: 'shop', images: [image], configSha256 },
    options: { only: [], at: '2026-11-22', ...options },
  }
}

function outcome(id: string, verdict: ClaimVerdictName) {
  return { record: { id }, outcome: { verdict } }
}

describe('applyWaivers', () => {
  it.each(['fail', 'inconclusive', 'unverified'] as const)('lifts %s', (verdict) => {
    const applied = applyWaivers(run([waiver]), [outcome('pool.recycle', verdict)])
    expect(applied).toMatchObject({ waived: new Set(['pool.recycle']), findings: [] })
    expect(applied.inForce).toEqual([waiver])
  })

  it.each(['pass', 'not-applicable'] as const)('is not needed for %s', (verdict) => {
    const { findings, waived } = applyWaivers(run([waiver]), [outcome('pool.recycle', verdict)])
    expect(waived.size).toBe(0)
    expect(findings).toMatchObject([{ claim: 'pool.recycle', kind: 'unneeded' }])
  })

  it.each([
    ['2026-12-30', true],
    ['2026-12-31', true],
    ['2027-01-01', false],
    ['2026-12-31T00:00:00Z', false],
    ['', false],
  ])('judged at %j, a waiver until 2026-12-31 is in force: %s', (at, inForce) => {
    const applied = applyWaivers(run([waiver], { at }), [outcome('pool.recycle', 'fail')])
    expect(applied.waived.has('pool.recycle')).toBe(inForce)
    expect(applied.findings.map(({ kind }) => kind)).toEqual([inForce ? 'expiring' : 'expired'])
  })

  it('finds a waiver of a claim that the run has not, unless --only left it out', () => {
    const others = [outcome('pool.bounded', 'fail')]
    expect(applyWaivers(run([waiver]), others).findings).toMatchObject([{ kind: 'unmatched' }])
    const narrow = applyWaivers(run([waiver], { only: ['pool.bounded'] }), others)
    expect(narrow).toMatchObject({ findings: [], outside: [waiver] })
  })

  it('counts for its target alone', () => {
    const failed = [outcome('pool.recycle', 'fail')]
    const here = applyWaivers(run([{ ...waiver, target: 'shop' }]), failed)
    expect(here.waived.has('pool.recycle')).toBe(true)
    const elsewhere = applyWaivers(run([{ ...waiver, target: 'staging' }]), failed)
    expect(elsewhere.waived.size).toBe(0)
    expect(elsewhere).toMatchObject({ findings: [], outside: [{ target: 'staging' }] })
  })

  it('counts for its environment alone', () => {
    const failed = [outcome('pool.recycle', 'fail')]
    const bound = [{ ...waiver, environment: 'staging' }]
    const isWaived = (environment?: string) =>
      applyWaivers(run(bound, environment === undefined ? {} : { environment }), failed).waived.size
    expect([isWaived('staging'), isWaived('production'), isWaived()]).toEqual([1, 0, 0])
    expect(applyWaivers(run(bound), failed)).toMatchObject({ findings: [], outside: bound })
  })

  it.each([
    ['its image', image, true],
    ['its image, in capitals', `sha256:${'A'.repeat(64)}`, true],
    ['its config', `sha256:${configSha256}`, true],
    ['another build', `sha256:${'c'.repeat(64)}`, false],
  ])('counts for %s: %s', (_, digest, isWaived) => {
    const failed = [outcome('pool.recycle', 'fail')]
    const { findings, waived } = applyWaivers(run([{ ...waiver, digest }]), failed)
    const neither = 'neither the image nor the config of this run'
    expect(waived.size === 1).toBe(isWaived)
    expect(findings).toEqual(
      isWaived
        ? []
        : [
            {
              claim: 'pool.recycle',
              kind: 'unmatched',
              message: `it waives ${digest}, which is ${neither}; ask ada`,
            },
          ],
    )
  })

  it.each([
    ['2026-12-16', []],
    ['2026-12-17', ['expires in 14 days, on 2026-12-31 (UTC); ask ada']],
    ['2026-12-30', ['expires in 1 day, on 2026-12-31 (UTC); ask ada']],
    ['2026-12-31', ['expires today, on 2026-12-31 (UTC); ask ada']],
  ])('is said on %s to end soon: %j', (at, messages) => {
    const { findings } = applyWaivers(run([waiver], { at }), [outcome('pool.recycle', 'fail')])
    expect(findings.map(({ message }) => message)).toEqual(messages)
  })

  it('lets one good waiver count beside an expired one, and still reports that', () => {
    const old = { ...waiver, expires: '2026-01-31' }
    const applied = applyWaivers(run([old, waiver]), [outcome('pool.recycle', 'fail')])
    expect(applied.waived.has('pool.recycle')).toBe(true)
    expect(applied.findings).toMatchObject([{ kind: 'expired' }])
  })
})
