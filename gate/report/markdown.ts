/** The summary that a CI system shows beside a job: GitHub's $GITHUB_STEP_SUMMARY, a comment. */
import { plural } from '#gate/plural.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { type Judgement, weigh } from '#gate/verdict/verdict.ts'
import { bySection, type Finding, findingsOf } from './finding.ts'
import { countsOf, meaningOf } from './meaning.ts'
import { body, headline } from './message.ts'
import { staleLines } from './stale.ts'
import { type Standing, standingOf } from './standing.ts'
import { entities, escapedMarkdown, oneLine } from './text.ts'

const marks = { GO: '✅', 'NO-GO': '❌', INCONCLUSIVE: '⚠️' } as const

/** GitHub refuses a summary above 1 MiB; what is left out is in the other reports. */
const maxLength = 250_000

const groups: readonly [Standing, string][] = [
  ['failed', 'Failed'],
  ['unmeasured', 'Not measured'],
  ['warning', 'Not blocking'],
  ['waived', 'Waived'],
]

export function renderMarkdown(run: RunRecord, judgement: Judgement): string {
  const { verdict } = judgement
  const depth = run.options.quick ? 'quick' : 'thorough'
  const engine = escapedMarkdown(run.engine.name)
  const counts = `${countsOf(run, judgement)} (${depth}, engine ${engine})`
  const findings = findingsOf(run, judgement)
  const parts = [
    `## ${marks[verdict]} ${verdict}: ${escapedMarkdown(run.target.name)}`,
    `${escapedMarkdown(meaningOf(run, judgement))}  \n${counts}`,
    ...run.troubles.map(({ message }) => `> ${escapedMarkdown(message)}`),
    ...groups.map(([standing, title]) => group(run, standing, title, findings)),
    sectionTable(run, judgement),
    ...staleLines(judgement).map((line) => `> Stale: ${escapedMarkdown(line)}`),
    ...judgement.waiverFindings.map(
      ({ claim, kind, message }) =>
        `> Waiver ${kind}: ${escapedMarkdown(claim)}: ${escapedMarkdown(message)}`,
    ),
  ]
  const foot = `Repeat it: ${code(run.replay)}\n`
  return `${withinLimit(parts.filter((part) => part !== ''))}\n\n${foot}`
}

function group(
  run: RunRecord,
  standing: Standing,
  title: string,
  findings: readonly Finding[],
): string {
  const members = findings.filter(({ claim }) => standingOf(claim, run) === standing)
  if (members.length === 0) return ''
  const entries = members.map((finding) => {
    const { id } = finding.claim.record
    const summary = `<code>${entities(id)}</code> ${entities(headline(run, finding))}`
    return `<details><summary>${summary}</summary>\n\n${fenced(body(finding))}\n\n</details>`
  })
  return [`### ${title}: ${plural(members.length, 'claim')}`, ...entries].join('\n\n')
}

function sectionTable(run: RunRecord, judgement: Judgement): string {
  const head = ['section', 'claims', 'pass', 'fail', 'not measured', 'not applicable', 'blocking']
  const rows = bySection(judgement.claims).map(([section, claims]) => {
    const having = (...verdicts: string[]) =>
      claims.filter(({ outcome }) => verdicts.includes(outcome.verdict)).length
    const blocking = claims.filter((claim) => weigh(claim, run.options) !== 'GO').length
    const counts = [
      having('pass'),
      having('fail'),
      having('inconclusive', 'unverified'),
      having('not-applicable'),
      blocking,
    ]
    return [escapedMarkdown(section), claims.length, ...counts]
  })
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [
    line(head),
    line(head.map((_, column) => (column ? '--:' : '---'))),
    ...rows.map(line),
  ].join('\n')
}

/** Whole parts, as many as fit. */
function withinLimit(parts: readonly string[]): string {
  const kept: string[] = []
  let length = 0
  for (const part of parts) {
    length += part.length
    if (length > maxLength) {
      const left = plural(parts.length - kept.length, 'part')
      return [...kept, `${left} left out, as this page has a limit: see report.html.`].join('\n\n')
    }
    kept.push(part)
  }
  return kept.join('\n\n')
}

/** As code in a line: the fence is longer than any run of backticks in it. */
function code(text: string): string {
  const line = oneLine(text)
  const fence = '`'.repeat(longestRun(line) + 1)
  return `${fence} ${line} ${fence}`
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}text\n${text}\n${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
}
