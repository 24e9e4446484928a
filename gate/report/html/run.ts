/** What ran where: enough to repeat the run, and to judge whether two runs are comparable. */
import {
  isSelective,
  type MergedShard,
  type RunRecord,
  selectedWords,
} from '#gate/verdict/record.ts'
import { command } from './bits.ts'
import { html, type Markup } from './markup.ts'

export function runPart(run: RunRecord): Markup {
  const { engine, machine, options, preflight, target } = run
  const provenance = Object.entries(engine.provenance).map(([name, from]) => `${name} ${from}`)
  const flags = [
    options.quick ? 'quick' : 'thorough',
    options.strict && 'strict',
    options.allow.length > 0 && `allow ${options.allow.join(', ')}`,
    isSelective(run) && `only ${selectedWords(run).join(', ')}`,
    options.seed !== undefined && `seed ${options.seed}`,
  ].filter((flag) => flag !== false)
  const facts: [string, string | undefined][] = [
    ['Target', `${target.name} · launch ${target.launch} · config ${target.config}`],
    ['Judged', judgedText(target) || undefined],
    ['Engine', [engine.name, ...provenance].join(' · ')],
    ['Machine', `${machine.platform}, ${machine.cpus} CPUs, ${machine.memoryMiB} MiB`],
    ['Runtime', `Node ${machine.node}, Preflight ${preflight.version} at ${preflight.commit}`],
    ['Options', flags.join(' · ') || undefined],
    ['Shards', run.shards?.map(shardText).join(' · ')],
    ['Time', timeOf(run)],
  ]
  return html`<section id="run"><h2>The run</h2>
<dl class="facts">${facts.map(
    ([name, value]) => value && html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}
<div><dt>Replay</dt><dd>${command(run.replay)}</dd></div></dl></section>`
}

/** `commit 0123456789, with uncommitted changes · config sha256 89abcdef0123 · image sha256:…`. */
function judgedText({ configSha256, images = [], repository, version }: RunRecord['target']) {
  const changes = repository?.dirty ? ', with uncommitted changes' : ''
  const parts = [
    version && `version ${version}`,
    repository && `commit ${repository.commit.slice(0, 10)}${changes}`,
    configSha256 && `config sha256 ${configSha256.slice(0, 12)}`,
    ...images.map((image) => `image ${image}`),
  ]
  return parts.filter((part) => part !== undefined).join(' · ')
}

function shardText({ machine, run, state }: MergedShard): string {
  return `${run}, ${state}, ${machine.cpus} CPUs`
}

function timeOf({ finishedAt, firstResultMs, startedAt, state }: RunRecord): string {
  const took = finishedAt === undefined ? undefined : Date.parse(finishedAt) - Date.parse(startedAt)
  return [
    `started ${startedAt}`,
    took === undefined ? state : `${state} after ${(took / 1000).toFixed(1)} s`,
    firstResultMs !== undefined && `first result after ${(firstResultMs / 1000).toFixed(1)} s`,
  ]
    .filter((part) => part !== false)
    .join(' · ')
}
