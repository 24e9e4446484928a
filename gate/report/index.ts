/** Every format that a run can be rendered in: one pure function each. */
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import { renderAnnotations } from './annotations.ts'
import type { Beside } from './beside.ts'
import { renderCodeQuality } from './code-quality.ts'
import { renderCtrf } from './ctrf.ts'
import { renderHtml } from './html.ts'
import { statementOf, statementText } from './in-toto/statement.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { renderOpenMetrics } from './open-metrics.ts'
import { renderOscal } from './oscal/oscal.ts'
import { renderSarif, renderSarifUpload } from './sarif.ts'
import { renderTerminal } from './terminal.ts'

interface Format {
  /** Its name in the folder of a run. */
  file: string
  render(run: RunRecord, judgement: Judgement, beside: Beside): string | Promise<string>
}

export const formats = {
  terminal: { file: 'summary.txt', render: (run, judgement) => renderTerminal(run, judgement) },
  json: { file: 'verdict.json', render: renderJson },
  junit: { file: 'junit.xml', render: renderJunit },
  html: { file: 'report.html', render: renderHtml },
  markdown: { file: 'summary.md', render: renderMarkdown },
  annotations: { file: 'annotations.txt', render: renderAnnotations },
  sarif: { file: 'results.sarif', render: renderSarif },
  'sarif-upload': { file: 'upload.sarif', render: renderSarifUpload },
  ctrf: { file: 'ctrf.json', render: renderCtrf },
  'code-quality': { file: 'code-quality.json', render: renderCodeQuality },
  openmetrics: { file: 'metrics.txt', render: renderOpenMetrics },
  oscal: { file: 'oscal.json', render: renderOscal },
  'in-toto': {
    file: 'statement.json',
    render: (run, judgement, { runSha256 }) =>
      `${statementText(statementOf(run, judgement, runSha256))}\n`,
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

/** What every run leaves in its folder; the others are written if they are asked for. */
export const usualFormats: readonly FormatName[] = [
  'terminal',
  'json',
  'junit',
  'html',
  'markdown',
  'sarif',
  'ctrf',
  'in-toto',
]
