/**
 * The data of a picture of a release: every request by side and latency, the steps of the
 * procedure, and the longest time without a right answer. Pure.
 */
import { isRetried, isRight, longestGap } from '#gate/kit/traffic/prober/judge.ts'
import type { Probed } from '#gate/kit/traffic/prober/probe.ts'

export type RequestKind = 'blue' | 'green' | 'asked twice' | 'failed'

export interface RequestMark {
  kind: RequestKind
  /** When it was sent. */
  atMs: number
  /** How long the answer took. */
  tookMs: number
}

/** Times are milliseconds since the first request. */
export interface CutoverPicture {
  title: string
  description: string
  lengthMs: number
  /** Identical marks are drawn once. */
  marks: readonly RequestMark[]
  /** The commands of the procedure. */
  steps: readonly { name: string; atMs: number }[]
  gap: { fromMs: number; toMs: number }
}

/** A command of the procedure. */
interface StepCall {
  action: string
  colour?: string
  fromMs: number
}

export interface CutoverRun {
  calls: readonly StepCall[]
  fromMs: number
  toMs: number
}

/** The resolution of the drawing: of overlapping marks, one is drawn. */
const columns = 760
const rows = 120

function kindOf(request: Probed, right: readonly number[], marks: Record<string, string>) {
  if (!isRight(request, right)) return 'failed'
  if (isRetried(request)) return 'asked twice'
  return marks[request.side ?? ''] === 'green' ? 'green' : 'blue'
}

/**
 * @param options.right statuses that are right answers
 * @param options.marks the colour by the value of the side header
 */
export function cutoverOf(
  requests: readonly Probed[],
  run: CutoverRun,
  { right, marks }: { right: readonly number[]; marks: Record<string, string> },
): CutoverPicture {
  const beginMs = requests.reduce((first, { startMs }) => Math.min(first, startMs), run.fromMs)
  const lastMs = requests.reduce((last, { endMs }) => Math.max(last, endMs), run.toMs)
  const lengthMs = Math.max(1, lastMs - beginMs)
  const slowestMs = Math.max(1, ...requests.map(({ startMs, endMs }) => endMs - startMs))
  const drawn = new Map<string, RequestMark>()
  const counts: Record<RequestKind, number> = { blue: 0, green: 0, 'asked twice': 0, failed: 0 }
  for (const request of requests) {
    const kind: RequestKind = kindOf(request, right, marks)
    counts[kind] += 1
    const mark = { kind, atMs: request.startMs - beginMs, tookMs: request.endMs - request.startMs }
    const column = Math.floor((mark.atMs / lengthMs) * columns)
    const row = Math.floor((mark.tookMs / slowestMs) * rows)
    drawn.set(`${kind} ${column} ${row}`, mark)
  }
  const gap = longestGap(requests, right)
  const answered = `${counts.blue} requests answered by blue, ${counts.green} by green`
  return {
    title: 'A release under traffic',
    description:
      `${answered}, ${counts.failed} failed, ${counts['asked twice']} asked twice by the edge; ` +
      `the longest time without a right answer was ${gap.ms.toFixed(1)} ms.`,
    lengthMs,
    marks: [...drawn.values()],
    steps: [
      ...run.calls.map(({ action, colour, fromMs }) => ({
        name: [action, action === 'migrate' ? undefined : colour].filter(Boolean).join(' '),
        atMs: fromMs - beginMs,
      })),
      { name: 'done', atMs: run.toMs - beginMs },
    ],
    gap: { fromMs: gap.fromMs - beginMs, toMs: gap.toMs - beginMs },
  }
}
