/** The summary at the end of a run, for a terminal or a log file. */
import wrapAnsi from 'wrap-ansi'
import { type Paint, painter, type Style } from '#gate/colour.ts'
import { plural } from '#gate/plural.ts'
import type { RunRecord, Trouble } from '#gate/verdict/record.ts'
import type { JudgedClaim, Judgement } from '#gate/verdict/verdict.ts'
import { applyWaivers } from '#gate/verdict/waivers.ts'
import { causeOf, commonReasons } from './common-reason.ts'
import { byReason, bySection, type Finding, findingsOf, isFull } from './finding.ts'
import { countsOf, meaningOf } from './meaning.ts'
import { staleLines } from './stale.ts'
import { ignoredWaivers, oneLine, visible, waiverText } from './text.ts'
import { verdictStyles } from './verdict-styles.ts'

interface TerminalOptions {
  colour?: boolean
  /** Width to wrap prose at. Commands are never wrapped: they are meant to be copied. */
  columns?: number
}

const styles = {
  GO: ['green', 'bold', 'inverse'],
  'NO-GO': ['red', 'bold', 'inverse'],
  INCONCLUSIVE: ['yellow', 'bold', 'inverse'],
  ...verdictStyles,
  waived: 'magenta',
} as const satisfies Record<string, Style>

/** Indent of the texts of a claim; their labels are in it. */
const margin = 12

/** Renders the whole summary. Its last line is only the command that repeats the run. */
export function renderTerminal(
  run: RunRecord,
  judgement: Judgement,
  { colour = false, columns = 100 }: TerminalOptions = {},
): string {
  const paint = painter(colour)
  const page = new Page(paint, columns)
  const [target, engine] = [oneLine(run.target.name), oneLine(run.engine.name)]
  page.line(`${paint('bold', 'Preflight')}  ${target}  engine ${engine}`)
  page.line()
  sections(page, judgement)
  for (const trouble of run.troubles) runTrouble(page, trouble)
  const findings = findingsOf(run, judgement)
  const common = commonReasons(findings)
  for (const finding of findings.filter(isFull)) {
    const group = common.get(finding)
    if (group === undefined) fullFinding(page, finding)
    else if (group[0] === finding) inconclusiveGroup(page, group)
  }
  const brief = findings.filter((finding) => !isFull(finding))
  for (const [reason, group] of byReason(brief)) unverifiedGroup(page, reason, group)
  notApplicable(page, judgement)
  leftOut(page, judgement)
  waivers(page, run, judgement)
  staleClaims(page, run, judgement)
  conclusion(page, run, judgement)
  return page.toString()
}

/** Collects lines, with labels in the margin and prose wrapped beside them. */
class Page {
  readonly paint: Paint
  readonly #columns: number
  readonly #lines: string[] = []

  constructor(paint: Paint, columns: number) {
    this.paint = paint
    this.#columns = columns
  }

  line(text = ''): void {
    this.#lines.push(text)
  }

  /** A label in the margin and a text beside it; `wrap: false` keeps a command in one piece. */
  labelled(label: string, text: string, { style = 'dim' as Style, wrap = true } = {}): void {
    const width = Math.max(this.#columns - margin, 40)
    const clean = wrap ? wrapAnsi(visible(text), width, { trim: false }) : oneLine(text)
    for (const [index, part] of clean.split('\n').entries()) {
      const head = (index === 0 ? label : '').padEnd(margin - 2)
      this.#lines.push(`${this.paint(style, head)}  ${part}`.trimEnd())
    }
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}

const tallied = ['pass', 'fail', 'inconclusive', 'unverified', 'not-applicable'] as const

function sections(page: Page, judgement: Judgement): void {
  const groups = bySection(judgement.claims).map(([section, claims]) => {
    const isOwn = claims.some(({ record }) => record.own !== undefined)
    return [isOwn ? `${section} (own)` : section, claims] as const
  })
  const width = Math.max(...groups.map(([section]) => section.length), 0)
  for (const [section, claims] of groups) {
    const tally = tallied.flatMap((name) => {
      const count = claims.filter(({ outcome }) => outcome.verdict === name).length
      return count > 0 ? page.paint(styles[name], `${count} ${name}`) : []
    })
    const waived = claims.filter((claim) => claim.waived).length
    if (waived > 0) tally.push(page.paint(styles.waived, `${waived} waived`))
    const total = plural(claims.length, 'claim').padStart(10)
    page.line(`  ${section.padEnd(width)} ${total}  ${tally.join(', ')}`)
  }
}

function runTrouble(page: Page, trouble: Trouble): void {
  page.line()
  page.labelled('RUN', trouble.message, { style: styles.inconclusive })
  if (trouble.hint) page.labelled('hint', trouble.hint)
}

function fullFinding(page: Page, finding: Finding): void {
  const { outcome, record, waived } = finding.claim
  const name = waived ? `${outcome.verdict}, waived` : outcome.verdict
  page.line()
  page.line(
    `${page.paint([styles[outcome.verdict], 'bold'], name.toUpperCase())}  ` +
      `${page.paint('bold', record.id)}  ${finding.level}`,
  )
  page.labelled('claim', record.statement)
  if (finding.waiver) page.labelled('waived', waiverText(finding.waiver))
  if (finding.reason) page.labelled('why', finding.reason)
  for (const failure of finding.failures) {
    page.labelled('failed', failure.message)
    if (failure.expected !== undefined) page.labelled('required', failure.expected)
    if (failure.observed !== undefined) page.labelled('observed', failure.observed)
  }
  for (const hint of finding.hints) page.labelled('hint', hint)
  if (outcome.verdict === 'fail') page.labelled('remedy', record.remedy)
  for (const file of finding.evidence) page.labelled('evidence', file, { wrap: false })
  page.labelled('explain', finding.explain, { wrap: false })
  page.labelled('replay', finding.replay, { wrap: false })
}

/** Claims that one reason kept from being measured: the reason once, as the first of them says. */
function inconclusiveGroup(page: Page, group: readonly Finding[]): void {
  const [first] = group
  if (first === undefined) return
  page.line()
  const head = page.paint([styles.inconclusive, 'bold'], 'INCONCLUSIVE')
  page.line(`${head}  ${plural(group.length, 'claim')} for one reason`)
  page.labelled('why', causeOf(first))
  for (const hint of new Set(group.flatMap(({ hints }) => hints))) page.labelled('hint', hint)
  claimsOf(page, group)
  page.labelled('replay', first.replay, { wrap: false })
}

/** The level and the statement of each claim of a group. */
function claimsOf(page: Page, group: readonly Finding[]): void {
  for (const { claim, level } of group) {
    page.labelled(
      claim.waived ? `${level}, waived` : level,
      `${claim.record.id}  ${claim.record.statement}`,
    )
  }
}

function unverifiedGroup(page: Page, reason: string, group: Finding[]): void {
  page.line()
  const head = page.paint([styles.unverified, 'bold'], 'UNVERIFIED')
  page.line(`${head}  ${plural(group.length, 'claim')}: ${oneLine(reason)}`)
  for (const hint of new Set(group.flatMap(({ hints }) => hints))) page.labelled('hint', hint)
  claimsOf(page, group)
}

function notApplicable(page: Page, { claims }: Judgement): void {
  const exempt = claims.filter(({ outcome }) => outcome.verdict === 'not-applicable')
  if (exempt.length === 0) return
  page.line()
  page.line(`NOT APPLICABLE  ${plural(exempt.length, 'claim')}, as declared by the target config`)
  for (const claim of exempt) page.labelled('', `${claim.record.id}  ${reasonOf(claim)}`)
}

/** What claims were verified without, by the word of the config. */
function leftOut(page: Page, { claims }: Judgement): void {
  for (const { record } of claims.filter(({ record: { without } }) => without !== undefined)) {
    page.line()
    page.line(`LEFT OUT  of ${record.id}, as declared by the target config`)
    for (const [operation, reason] of Object.entries(record.without ?? {})) {
      page.labelled('', `${operation}  ${oneLine(reason)}`)
    }
  }
}

function reasonOf({ outcome }: JudgedClaim): string {
  return 'reason' in outcome ? outcome.reason : ''
}

function waivers(page: Page, run: RunRecord, judgement: Judgement): void {
  if (judgement.waiverFindings.length > 0) page.line()
  for (const { claim, kind, message } of judgement.waiverFindings) {
    const head = page.paint([styles.waived, 'bold'], `WAIVER ${kind.toUpperCase()}`)
    page.line(`${head}  ${oneLine(claim)}`)
    page.labelled('', message)
  }
  const { outside } = applyWaivers(run, judgement.claims)
  if (outside.length === 0) return
  page.line()
  page.line(ignoredWaivers(outside))
}

/** What `--fresh` found in earlier runs. */
function staleClaims(page: Page, { freshness }: RunRecord, judgement: Judgement): void {
  const { stale } = judgement
  if (freshness === undefined || stale.length === 0) return
  page.line()
  const age = plural(freshness.maxAgeDays, 'day')
  const head = page.paint([styles.inconclusive, 'bold'], 'STALE')
  page.line(`${head}  ${plural(stale.length, 'claim')} not seen to pass within ${age}`)
  for (const line of staleLines(judgement)) page.labelled('', line)
}

function conclusion(page: Page, run: RunRecord, judgement: Judgement): void {
  page.line()
  page.line(page.paint(styles[judgement.verdict], `  ${judgement.verdict}  `))
  page.line(`  ${meaningOf(run, judgement)}`)
  page.line(`  ${countsOf(run, judgement)}`)
  page.line(oneLine(run.replay))
}
