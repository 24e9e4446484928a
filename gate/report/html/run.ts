/** What ran where: enough to repeat the run, and to judge whether two runs are comparable. */
import { isSelective, type RunRecord, selectedWords } from '#gate/verdict/record.ts'
import { command } from './bits.ts'
import { html, type Markup } from './markup.ts'

export function runPart(run: RunRecord): Markup {
  const { engine, machine, options, preflight, target } = run
  const provenance = Object.entries(engine.provenance).map(([name, from]) => `${name} ${from}`)
  const flags = [
    options.quick && 'quick',
    options.strict && 'strict',
    options.allow.length > 0 && `allow ${options.allow.join(', ')}`,
    isSelective(run) && `only ${selectedWords(run).join(', ')}`,
  ].filter((flag) => flag !== false)
  const facts: [string, string | undefined][] = [
    ['Target', `${target.name} · launch ${target.launch} · config ${target.config}`],
    ['Engine', [engine.name, ...provenance].join(' · ')],
    ['Machine', `${machine.platform}, ${machine.cpus} CPUs, ${machine.memoryMiB} MiB`],
    ['Runtime', `Node ${machine.node}, Preflight ${preflight.version} at ${preflight.commit}`],
    ['Options', flags.join(' · ') || undefined],
    ['Time', timeOf(run)],
  ]
  return html`<section><h2>The run</h2>
<dl class="facts">${facts.map(
    ([name, value]) => value && html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}
<div><dt>Replay</dt><dd>${command(run.replay)}</dd></div></dl></section>`
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
