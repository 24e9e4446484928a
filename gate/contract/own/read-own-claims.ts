/** Reads a file of own claims: every wrong key is named, with its place if the file is data. */
import { ConfigDocument } from '../data/document.ts'
import { inOneLine, placedLines, withTexts } from '../data/placed.ts'
import { type Problem, problemsOf } from '../read-config.ts'
import { codeClaims, dataClaims, type OwnClaim, ownClaims } from './own-claim.ts'

/** The claims of a file, or a line for each thing that is wrong. */
export type ReadClaims = { claims: OwnClaim[] } | { problems: string[] }

/**
 * Reads the text of a file of claims in YAML.
 * @param ownFile its path, relative to the config
 */
export function readDataClaims(text: string, ownFile: string): ReadClaims {
  const document = new ConfigDocument(text, 'claims by id')
  const read = document.read()
  if ('problems' in read) return { problems: read.problems.map(inOneLine) }
  const { value } = read
  withTexts(document, value, dataClaims)
  const problems = problemsOf(dataClaims, value)
  if (problems.length > 0) return { problems: placedLines(document, problems) }
  return { claims: ownClaims(dataClaims.parse(value), ownFile) }
}

function inWords({ path, message }: Problem): string {
  return `${path.map(String).join('.') || 'the export'}: ${message}`
}

/** Reads what a file of claims in TypeScript or JavaScript exports. */
export function readCodeClaims(exported: unknown, ownFile: string): ReadClaims {
  const problems = problemsOf(codeClaims, exported)
  if (problems.length > 0) return { problems: problems.map(inWords) }
  return { claims: ownClaims(codeClaims.parse(exported), ownFile) }
}
