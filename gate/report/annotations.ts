/**
 * Workflow commands of GitHub Actions: printed by a step, they annotate the files of a pull
 * request. GitHub shows ten errors and ten warnings of a step, so what blocks comes first.
 */
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { findingsOf } from './finding.ts'
import { meaningOf } from './meaning.ts'
import { headline } from './message.ts'
import { placeOf } from './place.ts'
import { standingOf } from './standing.ts'
import { oneLine } from './text.ts'

type Command = 'error' | 'warning' | 'notice'

const ofVerdict = { GO: 'notice', INCONCLUSIVE: 'warning', 'NO-GO': 'error' } as const

export function renderAnnotations(run: RunRecord, judgement: Judgement): string {
  const findings = findingsOf(run, judgement).map((finding) => {
    const { claim } = finding
    const standing = standingOf(claim, run)
    const command = standing === 'failed' ? 'error' : standing === 'waived' ? 'notice' : 'warning'
    const { file, line } = placeOf(run, finding)
    const properties = { title: claim.record.id, file, ...(line === undefined ? {} : { line }) }
    return workflowCommand(command, properties, headline(run, finding))
  })
  const title = `Preflight: ${judgement.verdict}`
  const summary = oneLine(meaningOf(run, judgement))
  return [workflowCommand(ofVerdict[judgement.verdict], { title }, summary), ...findings].join('')
}

/** `::error title=Title,file=app.js,line=1::message`, with what would end a part escaped. */
function workflowCommand(
  command: Command,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const pairs = Object.entries(properties).map(([key, value]) => {
    const text = escaped(oneLine(String(value)))
      .replaceAll(':', '%3A')
      .replaceAll(',', '%2C')
    return `${key}=${text}`
  })
  return `::${command} ${pairs.join(',')}::${escaped(message)}\n`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
