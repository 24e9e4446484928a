/** Renders runs in every format, from wherever it is called: prints the digest of each report. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { readRun } from '#gate/verdict/stored-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { type FormatName, formats } from '../index.ts'
import { rendered } from '../write.ts'

const digests: Record<string, string> = {}
for (const folder of process.argv.slice(2)) {
  const run = readRun(folder)
  for (const name of Object.keys(formats) as FormatName[]) {
    const text = await rendered(folder, run, judge(run), name)
    digests[`${basename(folder)} ${name}`] = createHash('sha256').update(text).digest('hex')
  }
}
console.log(JSON.stringify(digests))
