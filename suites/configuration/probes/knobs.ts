/** Variables whose effect the target's own config describes how to observe. */
import type { Knob, KnobProbe } from '#gate/contract/contract.ts'
import { administrator } from '#gate/system/registration.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Observed } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import { onReady, type SettingProbe } from './setting-probe.ts'

function probeOf(fixture: ProbeFixture, running: RunningTarget): KnobProbe {
  return {
    request: (spec, session) => running.send(spec, { session }),
    login: async () => await running.login(await administrator(fixture.target)),
    output: () => running.output,
    query: (sql) => fixture.query(sql),
  }
}

/** A probe for one knob. */
export function knobProbe(variable: string, { values, observe }: Knob): SettingProbe {
  return {
    name: `knob ${variable}`,
    variables: () => [variable],
    open: async (fixture) => ({
      base: { variables: { [variable]: values[0] } },
      changes: [
        {
          variable,
          facets: ['observed'],
          tries: [{ variables: { [variable]: values[1] } }],
        },
      ],
      observe: onReady(async (running) => ({
        observed: (await observe(probeOf(fixture, running))) as Observed | undefined,
      })),
    }),
  }
}
