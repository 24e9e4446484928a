/** `preflight guide` as the command line declares it, without code. */
import { Argument, type Command } from 'commander'
import { jsonOption, newCommand } from './command-line.ts'

const exitCodes = `
Exit codes: 0 nothing is wrong, 1 a contradiction was found, 3 the file cannot be read.`

export function guideCommand(): Command {
  return newCommand('guide', 'hold a deployment guide against itself: every contradiction, by line')
    .addArgument(new Argument('<file>', 'the guide, in Markdown'))
    .addOption(jsonOption())
    .option('--sarif <file>', 'also write the contradictions as SARIF 2.1.0')
    .addHelpText('after', exitCodes)
}
