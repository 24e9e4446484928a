/** The smaller commands as the command line declares them: arguments and options, without code. */
import { Argument, type Command, Option } from 'commander'
import {
  choice,
  choiceArgument,
  days,
  engineOption,
  jsonOption,
  newCommand,
  outOption,
  words,
} from './command-line.ts'
import { withSelection } from './gate-arguments.ts'
import { formatNames, signOption, validOption } from './report-options.ts'

/** The shells that completion knows. */
const shells = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof shells)[number]

const runArgument = () => new Argument('<run>', 'the folder of a run, such as runs/…')

export function listCommand(): Command {
  return newCommand('list', 'all claims, and what checks them')
    .addOption(jsonOption())
    .option('--uncovered', 'only claims without a check or without a mutant', false)
    .option('--target <file>', 'instead, the claims that this config leaves unverified, and why')
}

export function explainCommand(): Command {
  return newCommand('explain', 'what a claim means, how it is checked and how to fix it')
    .argument('<claim>', 'the id of one claim')
    .option('--target <file>', 'tell it in the words of this target')
}

export function reportCommand(): Command {
  return newCommand('report', 'render a stored run again: all reports, or one on stdout')
    .addArgument(runArgument())
    .addOption(choice('--format <name>', 'only this one, on stdout', formatNames))
    .addOption(new Option('--out <file>', 'write it there instead'))
    .addOption(signOption())
    .addOption(validOption())
}

export function mergeCommand(): Command {
  return newCommand('merge', 'make one run of the shards that gate --shard left')
    .addArgument(new Argument('<run...>', 'the folders of all shards, such as shards/*'))
    .addOption(words('--report <name...>', 'write these reports too', formatNames))
    .addOption(signOption())
    .addOption(validOption())
    .addOption(outOption())
    .addOption(jsonOption())
}

export function verifyCommand(): Command {
  return newCommand(
    'verify',
    'recompute the verdict of a stored run from its evidence, and check its signature',
  )
    .addArgument(runArgument())
    .option('--key <file>', 'demand a statement signed with the other half of this public key')
    .addOption(days('--fresh <days>', 'refuse a run that ended longer ago, such as 7d'))
}

export function diffCommand(): Command {
  return newCommand('diff', 'what became worse, and what better, between two stored runs')
    .addArgument(new Argument('<run>', 'the folder of the earlier run'))
    .addArgument(new Argument('<later-run>', 'the folder of the later run'))
    .addOption(jsonOption())
}

export function historyCommand(): Command {
  return newCommand('history', 'what stored runs say of each claim over time')
    .addArgument(new Argument('[dir]', 'the folder that holds the runs').default('runs'))
    .option('--name <name>', 'runs of this target (default: that of the latest run)')
    .addOption(days('--fresh <days>', 'exit 2 if a must passed longer ago, such as 7d'))
    .addOption(jsonOption())
}

export function doctorCommand(): Command {
  return newCommand('doctor', 'what this machine has, and which claims cannot be measured on it')
    .option('--target [file]', 'instead, start this target once and try each part of its config')
    .addOption(engineOption())
    .addOption(outOption())
    .addOption(jsonOption())
}

const guideExitCodes = `
Exit codes: 0 nothing is wrong, 1 the guide contradicts itself, or an item is unmapped, changed or
gone since its map was confirmed, 3 the file cannot be read.`

export function guideCommand(): Command {
  return newCommand('guide', 'what contradicts itself in a deployment guide, and has no claim')
    .addArgument(new Argument('<file>', 'the guide, in Markdown'))
    .option('--init', 'instead, write guide.map.yaml beside it, for a person to confirm', false)
    .addOption(jsonOption())
    .option('--sarif <file>', 'also write the contradictions as SARIF 2.1.0')
    .addHelpText('after', guideExitCodes)
}

/** The ways in which a backend may be started; see gate/init. */
const launches = ['compose', 'image', 'command'] as const

export function initCommand(): Command {
  return newCommand('init', "write a config for a backend from what its folder's files say")
    .addArgument(new Argument('[folder]', 'the folder of the backend').default('.'))
    .option('--out <file>', 'the config (default: preflight.config.yaml in the folder)')
    .addOption(
      choice('--launch <way>', 'how it is started (default: the first there is)', launches),
    )
    .option('--set <key=value...>', 'a value that is known: endpoints.health=/healthz')
    .option('--force', 'replace a config that is there', false)
    .option('--start', 'start it once, to ask for its API and to try what it can do', false)
    .option('--yes', 'ask nothing, also on a terminal', false)
    .addOption(engineOption())
}

export function setupCommand(): Command {
  const command = newCommand(
    'setup',
    'install what the selected claims need and this machine lacks',
  )
  return withSelection(command)
}

export function completionCommand(): Command {
  return newCommand('completion', 'print a script that completes commands in a shell')
    .addArgument(choiceArgument('<shell>', 'the shell', shells))
    .addHelpText('after', `\n${howToComplete}`)
}

const howToComplete = `To use it now and in every new shell:
  bash  echo 'source <(preflight completion bash)' >> ~/.bashrc
  zsh   echo 'source <(preflight completion zsh)' >> ~/.zshrc, after compinit
  fish  preflight completion fish > ~/.config/fish/completions/preflight.fish`
