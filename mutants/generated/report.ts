/** How the results of generated mutants are told: for people, and as one JSON document. Pure. */
import { sections } from '#guide/index.ts'
import type { Chosen } from './choose.ts'
import { sectionOf } from './concerns.ts'
import { mostEquivalent } from './equivalents.ts'
import type { GeneratedResult, GeneratedVerdict } from './judge.ts'

export interface GeneratedReport extends GeneratedVerdict {
  chosen: Chosen
  seconds: number
  /** What it was tried for; nothing where it was not tried. */
  at?: JudgedFor
}

/** A commit of the checks, and the engine that they ran on. */
export interface JudgedFor {
  commit: string
  engine: string
}

/** How many came out which way. */
export interface Counted {
  killed: number
  refusedToStart: number
  survived: number
  equivalent: number
  notTried: number
  errors: number
}

export interface Score extends Counted {
  total: number
  /** Of those that behave differently and were tried, the share that was noticed; none: null. */
  score: number | null
}

/** The counts of some mutants. One that refused to start was noticed: nobody can release it. */
export function scoreOf(reports: readonly Pick<GeneratedVerdict, 'result'>[]): Score {
  const having = (result: GeneratedResult) => reports.filter((one) => one.result === result).length
  const [killed, refusedToStart] = [having('killed'), having('refused-to-start')]
  const survived = having('survived')
  const judged = killed + refusedToStart + survived
  return {
    killed,
    refusedToStart,
    survived,
    equivalent: having('equivalent'),
    notTried: having('not-tried'),
    errors: having('error'),
    total: reports.length,
    score: judged === 0 ? null : Math.round(((killed + refusedToStart) / judged) * 1000) / 1000,
  }
}

function bySection(reports: readonly GeneratedReport[]): [string, Score][] {
  return sections.flatMap((section): [string, Score][] => {
    const own = reports.filter(({ chosen }) => sectionOf(chosen.concern) === section)
    return own.length === 0 ? [] : [[section, scoreOf(own)]]
  })
}

/** Whether more of the mutants are told to be equivalent than may be. */
export function isExcused({ equivalent, total }: Score): boolean {
  return equivalent > total * mostEquivalent
}

const shortened = (text: string) => (text.length > 110 ? `${text.slice(0, 109)}…` : text)

/** What an operator did: the place, and the line before and after. */
export function renderChange({ id, file, line, from, to }: Chosen): string {
  const after = to === '' ? '(nothing)' : shortened(to)
  return `${id}  ${file}:${line}\n    - ${shortened(from)}\n    + ${after}\n`
}

function because({ failed, unmeasured, reason }: GeneratedReport): string {
  if (failed.length > 0) return failed.join(' ')
  const [first, ...others] = unmeasured
  const more = others.length > 0 ? `${others.length} more not measured` : ''
  return [reason ?? '', first ?? '', more].filter((part) => part !== '').join('; ')
}

/** One mutant: its result, its time and why; of a survivor the change, too. */
export function renderGenerated(report: GeneratedReport): string {
  const { chosen, result, seconds } = report
  const time = `${seconds.toFixed(1)} s`.padStart(8)
  const line = `${result.padEnd(16)} ${time}  ${chosen.id}  ${because(report)}\n`
  return result === 'survived' ? line + renderChange(chosen).split('\n').slice(1).join('\n') : line
}

const percent = (score: number | null) => (score === null ? '–' : `${Math.round(score * 100)} %`)

/** The results that were seen with other checks than those of now, or on the other engine. */
function seenElsewhere(now: JudgedFor, reports: readonly GeneratedReport[]): string {
  const places = reports.flatMap(({ at }) =>
    at && (at.commit !== now.commit || at.engine !== now.engine)
      ? [`${at.commit.slice(0, 7)} on ${at.engine}`]
      : [],
  )
  const counts = Object.entries(Object.groupBy(places, (place) => place))
  const told = counts.map(([place, all = []]) => `${all.length} at ${place}`)
  return told.length === 0 ? '' : `noticed elsewhere, and not tried again: ${told.join(', ')}\n`
}

/** Every mutant, then a table of the sections. */
export function renderGeneratedText(now: JudgedFor, reports: readonly GeneratedReport[]): string {
  const total = scoreOf(reports)
  const rows = [...bySection(reports), ['all', total] as const].map(([name, score]) =>
    [
      name.padEnd(14),
      String(score.killed).padStart(6),
      String(score.refusedToStart).padStart(8),
      String(score.survived).padStart(9),
      String(score.equivalent).padStart(11),
      String(score.notTried).padStart(10),
      percent(score.score).padStart(6),
    ].join(' '),
  )
  const head = 'section        killed  refused  survived  equivalent  not tried  score'
  const excused = isExcused(total)
    ? `more than ${mostEquivalent * 100} % are told to be equivalent: too many\n`
    : ''
  const table = `${head}\n${rows.join('\n')}\n`
  const elsewhere = seenElsewhere(now, reports)
  return `${reports.map(renderGenerated).join('')}\n${table}${elsewhere}${excused}`
}

function plain({ chosen, ...verdict }: GeneratedReport) {
  const { concern, id, operator, file, line, from, to } = chosen
  return { id, section: sectionOf(concern), operator, file, line, from, to, ...verdict }
}

/** The document of `preflight mutants --generated N --json`. */
export function renderGeneratedJson(
  key: { seed: number; commit: string; engine: string },
  reports: readonly GeneratedReport[],
): string {
  const sectionScores = Object.fromEntries(bySection(reports))
  const document = { ...key, ...scoreOf(reports), sections: sectionScores }
  return `${JSON.stringify({ ...document, mutants: reports.map(plain) }, null, 2)}\n`
}
