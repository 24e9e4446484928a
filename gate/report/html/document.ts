/** What all our pages begin and end with: complete in one file, in light and dark. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { html, type Markup, trusted } from './markup.ts'

export interface Page {
  title: string
  /** Our style sheets; the one that all pages share comes before them. */
  sheets: readonly URL[]
  /** Our own script, if the page has one. */
  script?: string
  /** Whether it shows pictures that lie beside it. */
  hasPictures?: boolean
  /** Classes of the body. */
  classes?: string
  body: Markup
}

const shared = new URL('./head.css', import.meta.url)

/** The page. It needs no network, and the browser runs our script and no other. */
export function htmlDocument({ body, classes, hasPictures, script, sheets, title }: Page): Markup {
  const style = [shared, ...sheets].map((sheet) => readFileSync(sheet, 'utf8')).join('')
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(hasPictures ? ["img-src 'self' file:"] : []),
    ...(script === undefined ? [] : [`script-src 'sha256-${digestOf(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
${trusted(style)}</style>
</head>
<body${classes !== undefined && html` class="${classes}"`}>
${body}${script !== undefined && html`<script>${trusted(script)}</script>\n`}</body>
</html>
`
}

function digestOf(script: string): string {
  return createHash('sha256').update(script).digest('base64')
}
