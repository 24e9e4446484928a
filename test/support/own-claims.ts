/** The examples of docs/own-claims.md, with a backend that they are about. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './gate.ts'

const block = /^```(?:yaml|ts)\n(?:#|\/\/) (preflight\/\S+)\n([\s\S]*?)^```$/gm

/** What the examples come to on that backend. */
export const ownVerdicts = {
  'billing.invoice-idempotent': 'pass',
  'billing.unknown-invoice': 'fail',
  'ledger.survives-restart': 'pass',
}

/** Writes the backend, its config and the examples into a folder. */
export function writeOwnClaims(folder: string): void {
  cpSync(join(root, 'test/fixtures/own-claims'), folder, { recursive: true })
  const page = readFileSync(join(root, 'docs/own-claims.md'), 'utf8')
  for (const [, name = '', text = ''] of page.matchAll(block)) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
