/** `preflight verify`: recomputes the verdict of a stored run from its evidence. */
import type { Command } from 'commander'
import { plural } from '#gate/plural.ts'
import { verifyRun } from '#gate/verdict/stored-run.ts'
import { type Counts, exitCodes } from '#gate/verdict/verdict.ts'

/**
 * @returns the exit code of the recomputed verdict; 3 if the folder is not consistent
 */
export async function verify(command: Command): Promise<number> {
  const [folder = ''] = command.args
  const { judgement, problems } = verifyRun(folder)
  for (const problem of problems) process.stdout.write(`${problem}\n`)
  const reach = ({ measured, declared }: Counts) => `${measured} of ${declared}`
  const own = judgement.own ? `, own claims ${reach(judgement.own)}` : ''
  const sound =
    problems.length === 0 ? 'evidence is consistent' : plural(problems.length, 'problem')
  process.stdout.write(
    `${judgement.verdict}  ${reach(judgement.counts)} measured${own}, ${sound}\n`,
  )
  return problems.length === 0 ? exitCodes[judgement.verdict] : 3
}
