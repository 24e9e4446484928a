/** The options about reports that several commands have, without code. */
import { Option } from 'commander'
import type { FormatName } from '#gate/report/index.ts'
import { days } from './command-line.ts'

/** Every format; the type demands all of them. */
const formats: Record<FormatName, true> = {
  terminal: true,
  json: true,
  junit: true,
  html: true,
  markdown: true,
  annotations: true,
  sarif: true,
  'sarif-upload': true,
  ctrf: true,
  'code-quality': true,
  openmetrics: true,
  oscal: true,
  'in-toto': true,
}

export const formatNames = Object.keys(formats)

export const signOption = () =>
  new Option('--sign <file>', 'sign the in-toto statement with this private key (PEM)')

export const validOption = () =>
  days('--valid <days>', 'with --sign: for how long the statement counts (default: 30d)')
