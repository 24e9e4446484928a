/** `preflight verify`: recomputes the verdict of a stored run from its evidence. */
import { parseArgs } from 'node:util'
import { plural } from '#gate/plural.ts'
import { verifyRun } from '#gate/verdict/stored-run.ts'
import { exitCodes } from '#gate/verdict/verdict.ts'
import { parseStrict, usage } from './command-line.ts'

/**
 * @returns the exit code of the recomputed verdict; 3 if the folder is not consistent
 */
export async function verify(args: readonly string[]): Promise<number> {
  const { positionals } = parseStrict(() =>
    parseArgs({ args: [...args], options: {}, allowPositionals: true }),
  )
  const [folder, more] = positionals
  if (folder === undefined || more !== undefined) throw usage('verify takes the folder of one run')
  const { judgement, problems } = verifyRun(folder)
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  const { measured, declared } = judgement.counts
  const sound =
    problems.length === 0 ? 'evidence is consistent' : plural(problems.length, 'problem')
  process.stdout.write(`${judgement.verdict}  ${measured} of ${declared} measured, ${sound}\n`)
  return problems.length === 0 ? exitCodes[judgement.verdict] : 3
}
