/** `preflight --version`. */
import { preflightVersion } from './project.ts'

/** Prints Preflight's version. @returns 0 */
export async function version(): Promise<number> {
  process.stdout.write(`${preflightVersion()}\n`)
  return 0
}
