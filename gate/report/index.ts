/** Every format that a run can be rendered in: one pure function each. */
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { renderHtml } from './html.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderTerminal } from './terminal.ts'

interface Format {
  /** Its name in the folder of a run. */
  file: string
  render(run: RunRecord, judgement: Judgement): string
}

export const formats = {
  terminal: { file: 'summary.txt', render: (run, judgement) => renderTerminal(run, judgement) },
  json: { file: 'verdict.json', render: renderJson },
  junit: { file: 'junit.xml', render: renderJunit },
  html: { file: 'report.html', render: renderHtml },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats
