/**
 * The formats, held against what they once were (after a deliberate change: `vitest -u`, and read
 * the difference), and against text that tries to break out of each.
 */
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '#gate/verdict/record.ts'
import { goodRun, hostile, sampleRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { claimById, claims } from '#guide/index.ts'
import { formats } from './index.ts'
import { renderTerminal } from './terminal.ts'

const judgement = judge(sampleRun)
const rendered = (name: 'terminal' | 'json' | 'junit' | 'html', run: RunRecord = sampleRun) => {
  return formats[name].render(run, judge(run))
}

/** Without what is not the page's own: the style sheet, and words of the guide. */
function ownPart(page: string): string {
  const plain = page.replace(/<style>.*<\/style>/s, '')
  return claims.reduce(
    (text, { prevents }) => text.replaceAll(prevents, '(what it prevents)'),
    plain,
  )
}

describe('golden', () => {
  it.each(['terminal', 'json', 'junit'] as const)('%s', async (name) => {
    await expect(rendered(name)).toMatchFileSnapshot(`testing/golden/${formats[name].file}.golden`)
  })

  it('terminal in colour', async () => {
    const text = renderTerminal(sampleRun, judgement, { colour: true, columns: 80 })
    await expect(JSON.stringify(text.split('\n'), null, 1)).toMatchFileSnapshot(
      'testing/golden/summary.colour.golden',
    )
  })

  it('html', async () => {
    await expect(ownPart(rendered('html'))).toMatchFileSnapshot('testing/golden/report.html.golden')
  })
})

describe('terminal', () => {
  const text = rendered('terminal')

  it('ends with verdict, meaning, four counts, and the command alone', () => {
    expect(text.trimEnd().split('\n').slice(-4)).toEqual([
      '  NO-GO  ',
      '  2 required claims failed. Do not release.',
      '  declared 13, collected 9, run 8, measured 6',
      sampleRun.replay,
    ])
  })

  it('says with --only that it covers only the selected claims', () => {
    expect(rendered('terminal', goodRun)).toMatch(
      /GO {2}\n.*selected required claim.*\n.*of the selected cl/,
    )
  })

  it.each([
    [1, 'The only claim that was measured failed (it does not block a release by itself).'],
    [2, 'All 2 claims that were measured failed (none blocks a release by itself).'],
  ])('says what happened if all that was measured failed and does not block: %d', (count, says) => {
    const failed = judgement.claims.filter(({ outcome }) => outcome.verdict === 'fail')
    const records = failed.slice(0, count).map(({ record }) => record)
    const claims = records.map((record) => ({ ...record, level: 'should' as const }))
    expect(rendered('terminal', { ...goodRun, claims })).toContain(
      `${says} This is not an approval to release.`,
    )
  })

  it('says that a failure was measured beside required claims that were not', () => {
    const failed = judgement.claims.find(({ outcome }) => outcome.verdict === 'fail')?.record
    const open = judgement.claims.find(({ outcome }) => outcome.verdict === 'unverified')?.record
    const claims = [failed, open].flatMap((record, index) =>
      record ? [{ ...record, level: index === 0 ? ('should' as const) : ('must' as const) }] : [],
    )
    expect(rendered('terminal', { ...goodRun, claims })).toMatch(
      /The only claim .* failed .*, and 1 selected required claim could not be measured\./,
    )
  })

  it('says once what kept several claims from being measured', () => {
    const [sample] = goodRun.claims
    const stopped = (id: string, port: number, failures: { message: string }[] = []) => ({
      ...(sample as (typeof goodRun.claims)[number]),
      id,
      checks: (sample?.checks ?? []).map((check) => ({
        ...check,
        failures,
        observations: {},
        floors: { [`start of ${id}`]: 1 },
        troubles: [
          {
            code: 'PREFLIGHT_E_TARGET_NOT_READY' as const,
            message: `not ready within 3000 ms; it listens on port ${port}`,
            hint: 'raise launch.readyTimeoutMs',
          },
        ],
      })),
    })
    const failed = [{ message: 'one answer was 500' }]
    const claims = [stopped('pool.a', 4001), stopped('pool.b', 4002), stopped('pool.c', 1, failed)]
    const page = rendered('terminal', { ...goodRun, claims })
    expect(page).toContain('INCONCLUSIVE  2 claims for one reason\nwhy  ')
    expect(page.match(/not ready within/g)).toHaveLength(2)
    expect(page.match(/raise launch/g)).toHaveLength(2)
    for (const { id } of claims) expect(page).toContain(id)
    expect(page).toContain('one answer was 500')
  })

  it('lets nothing through that steers a terminal', () => {
    const allowed = renderTerminal(sampleRun, judgement, { colour: true })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(allowed.replace(/\u001b\[\d+m/g, '')).toBe(renderTerminal(sampleRun, judgement))
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u)
  })

  it('names every claim that is not good, what blocks first', () => {
    const bad = judgement.claims.filter(({ outcome }) => outcome.verdict !== 'pass')
    for (const { record } of bad) expect(text).toContain(record.id)
    const heads = text.match(/^(FAIL|INCONCLUSIVE)\S*.*(must|should)$/gm)
    expect(heads?.map((head) => head.split(' ').at(-1))).toEqual([
      'must',
      'must',
      'must',
      'should',
      'should',
      'must',
    ])
    expect(heads?.slice(-2).every((head) => head.includes('WAIVED'))).toBe(true)
  })

  it.each(['0', '1', '5'])('keeps within the columns, at %s0 more than 60', (more) => {
    const columns = 60 + Number(more) * 10
    const prose = renderTerminal(sampleRun, judgement, { columns })
      .split('\n')
      .filter((line) => /^(claim|why|remedy|observed|required) /.test(line))
    expect(Math.max(...prose.map(({ length }) => length))).toBeLessThanOrEqual(columns)
  })
})

describe('json', () => {
  it('holds the verdict, the counts, each claim and the run', () => {
    const document = JSON.parse(rendered('json'))
    expect(document).toMatchObject({ verdict: 'NO-GO', run: sampleRun.id })
    expect(document.counts).toEqual(judgement.counts)
    expect(document.claims).toHaveLength(sampleRun.claims.length)
  })
})

/** The elements of an XML document; throws if it is not well-formed. */
function elementsOf(xml: string) {
  const elements: { name: string; attributes: Record<string, string> }[] = []
  const parser = new SaxesParser({ xmlns: false })
  parser.on('opentag', ({ attributes, name }) => elements.push({ name, attributes }))
  parser.on('error', (error) => {
    throw error
  })
  parser.write(xml).close()
  return elements
}

describe('junit', () => {
  const unsure: RunRecord = { ...goodRun, state: 'interrupted', troubles: [{ message: hostile }] }

  it.each([
    ['sample', sampleRun],
    ['interrupted', unsure],
    ['good', goodRun],
  ])('is well-formed and its sums are right: %s', (_, run) => {
    const elements = elementsOf(rendered('junit', run))
    const root = elements[0]?.attributes
    const having = (name: string) => String(elements.filter((one) => one.name === name).length)
    expect(root).toMatchObject({
      tests: having('testcase'),
      failures: having('failure'),
      errors: having('error'),
    })
    const suites = elements.filter(({ name }) => name === 'testsuite')
    const skipped = suites.map(({ attributes }) => Number(attributes.skipped ?? 0))
    expect(String(skipped.reduce((sum, count) => sum + count, 0))).toBe(having('skipped'))
  })

  it('makes errors of claims that could not be measured, and skips what does not block', () => {
    const messages = elementsOf(rendered('junit')).flatMap(({ attributes, name }) =>
      attributes.message === undefined ? [] : `${name} ${attributes.message}`,
    )
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^failure fail \(must\): started with .* observed it listened/),
        expect.stringMatching(/^error inconclusive \(must\): the OpenAPI document/),
        expect.stringMatching(/^error unverified \(must\): no check exists/),
        expect.stringMatching(/^skipped fail .* \(waived until 2026-11-22, by ada: the balancer/),
        expect.stringMatching(/^skipped inconclusive .*waived until 2026-12-01/),
        'skipped not-applicable: sends no mail',
      ]),
    )
  })

  it('is not green for a run that was interrupted', () => {
    expect(elementsOf(rendered('junit', unsure)).map(({ name }) => name)).toContain('error')
  })
})

type Node = DefaultTreeAdapterTypes.ChildNode
type ElementNode = DefaultTreeAdapterTypes.Element

/** Every element of a page; throws at whatever the HTML standard calls a parse error. */
function pageElements(page: string): ElementNode[] {
  const document = parse(page, {
    onParseError: ({ code, startLine }) => {
      throw new Error(`${code} in line ${startLine}`)
    },
  })
  const below = (node: Node): ElementNode[] =>
    'childNodes' in node ? [node as ElementNode, ...node.childNodes.flatMap(below)] : []
  return document.childNodes.flatMap(below)
}

const attributeOf = (element: ElementNode, name: string) =>
  element.attrs?.find((attribute) => attribute.name === name)?.value

describe('html', () => {
  const hostileRun: RunRecord = {
    ...sampleRun,
    target: { name: hostile, config: hostile, launch: hostile },
    claims: sampleRun.claims.map((claim) => ({
      ...claim,
      statement: hostile,
      checks: claim.checks.map((check) => ({
        ...check,
        evidence: { file: `javascript:alert(1)/"><script>${hostile}`, sha256: '' },
      })),
    })),
    troubles: [{ message: hostile, hint: hostile }],
  }

  it.each([
    ['sample', sampleRun],
    ['good', goodRun],
    ['hostile', hostileRun],
  ])('is a valid page without script, handlers or anything from elsewhere: %s', (_, run) => {
    const page = rendered('html', run)
    const elements = pageElements(page)
    expect(elements.map(({ tagName }) => tagName)).not.toContain('script')
    const attributes = elements.flatMap(({ attrs }) => attrs ?? [])
    const sources = attributes.filter(({ name }) => name === 'src')
    for (const { value } of sources) expect(value).toMatch(/^\.\/evidence\/[^/]+\.svg$/)
    expect(attributes.filter(({ name }) => /^(on|srcset)/.test(name))).toEqual([])
    const targets = elements.flatMap((element) => attributeOf(element, 'href') ?? [])
    for (const target of targets) expect(target).toMatch(/^(#|\.\/)/)
    expect(page).not.toMatch(/https?:|@import|url\(/)
  })

  it('has a place for every link within it', () => {
    const elements = pageElements(rendered('html'))
    const places = elements.flatMap((element) => attributeOf(element, 'id') ?? [])
    const links = elements.flatMap((element) => attributeOf(element, 'href') ?? [])
    const within = links.flatMap((link) => (link.startsWith('#') ? link.slice(1) : []))
    expect(within.length).toBeGreaterThan(0)
    expect(places).toEqual(expect.arrayContaining(within))
    expect(new Set(places).size).toBe(places.length)
  })

  it('tells what a failed claim would have prevented', () => {
    expect(rendered('html')).toContain(claimById('pool.recycle').prevents)
  })
})
