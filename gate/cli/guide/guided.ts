/** What `gate --guide FILE` runs, and keeps of the guide. */
import { PreflightError } from '#gate/errors.ts'
import { readGuide } from '#gate/guide/document/guide.ts'
import { loadGuide } from '#gate/guide/document/load-guide.ts'
import { type Known, knownItems, mapFile } from '#gate/guide/map/known-items.ts'
import { type Standing, standingOf } from '#gate/guide/map/standing.ts'
import { findContradictions } from '#gate/guide/report/contradiction.ts'
import { plural } from '#gate/plural.ts'
import {
  type GuideContradiction,
  type GuideRecord,
  guideFiles,
  guideRecordVersion,
} from '#gate/verdict/guide-record.ts'
import type { ClaimId } from '#guide/index.ts'

export interface Guided {
  /** As named. */
  file: string
  claims: ReadonlySet<ClaimId>
  /** For the folder of the run: the guide's text, and where its items stand. */
  documents: Record<string, string>
  /** How the items stand, as a line for people. */
  summary: string
}

function refused(problem: string, hint: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_GUIDE', problem, { hint })
}

/** `guide: 236 items mapped, 2 changed since they were confirmed, 19 without a claim`. */
function summaryOf({ items, gone }: Standing, contradictions: number): string {
  const words = {
    mapped: 'mapped',
    changed: 'changed since they were confirmed',
    unconfirmed: 'not confirmed',
    unmapped: 'unmapped',
    'no-claim': 'without a claim',
  } as const
  const counts = Object.entries(words).flatMap(([status, word]) => {
    const count = items.filter((item) => item.status === status).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  const lost = gone.length === 0 ? [] : [`${gone.length} gone from the guide`]
  const wrong = contradictions === 0 ? '' : `guide: ${plural(contradictions, 'contradiction')}\n`
  return `guide: ${plural(items.length, 'item')}: ${[...counts, ...lost].join(', ')}\n${wrong}`
}

function recordOf(
  file: string,
  source: Known['source'],
  { items, gone }: Standing,
  contradictions: GuideContradiction[],
): GuideRecord {
  return {
    schemaVersion: guideRecordVersion,
    file,
    source,
    items,
    gone: gone.map(({ line, kind, section, hash, claims }) => {
      return { line, kind, section: [...section], hash, claims: [...claims] }
    }),
    contradictions,
  }
}

/** Looked for before the checks start, as some of them measure time. */
async function contradictionsOf(text: string): Promise<GuideContradiction[]> {
  const found = await findContradictions(readGuide(text))
  return found.map(({ claims, fix, id, line, printed, problem, ran, related }) => {
    return { id, line, related: [...related], problem, ran, printed, fix, claims: [...claims] }
  })
}

/**
 * Reads a guide with its map, or with the ledger.
 * @throws PreflightError PREFLIGHT_E_GUIDE, also if nobody has confirmed a claim of it yet
 */
export async function guidedBy(file: string): Promise<Guided> {
  const guide = await loadGuide(file)
  const known = await knownItems(guide)
  const init = `preflight guide ${file} --init`
  if (!known)
    throw refused(`${file}: nothing says which claims its items stand for`, `run: ${init}`)
  const standing = standingOf(guide.items, known.entries)
  if (standing.claims.size === 0) {
    const problem = `${mapFile(file)}: no item of the guide has a claim that is confirmed`
    throw refused(
      problem,
      'go through its items, and set confirmed: true where the claims are right',
    )
  }
  const contradictions = await contradictionsOf(guide.text)
  const record = recordOf(file, known.source, standing, contradictions)
  return {
    file,
    claims: standing.claims,
    documents: {
      [guideFiles.text]: guide.text,
      [guideFiles.record]: `${JSON.stringify(record, null, 2)}\n`,
    },
    summary: summaryOf(standing, contradictions.length),
  }
}
