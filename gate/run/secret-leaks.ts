/** Searches the gate's own output for secrets of the run: none may be in it. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { canaryName, type Redactor } from '#gate/redact.ts'

/** Every file below a folder, relative to it. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/**
 * Searches everything that a run wrote for its secrets.
 * @returns how often the canary was redacted, as proof that redaction works
 * @throws PreflightError PREFLIGHT_E_SECRET_IN_REPORT naming files and secrets, not values
 */
export async function assertNoLeaks(folder: string, redactor: Redactor): Promise<number> {
  const leaks: string[] = []
  let redactions = 0
  for (const file of await filesBelow(folder)) {
    const text = await readFile(file, 'utf8')
    for (const name of redactor.find(text)) leaks.push(`${name} in ${file}`)
    redactions += text.split(`[redacted ${canaryName}]`).length - 1
  }
  if (leaks.length === 0) return redactions
  throw new PreflightError(
    'PREFLIGHT_E_SECRET_IN_REPORT',
    `secrets were not redacted: ${leaks.join('; ')}`,
    {
      hint: 'this is a bug in Preflight; do not share the folder of this run',
    },
  )
}
