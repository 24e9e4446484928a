/** The variables that the target's own config tells how to see. */
import type { Knob, KnobProbe } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Seen } from './alike.ts'
import { onReady, type Scene } from './scene.ts'
import type { Stage } from './stage.ts'

function probeOf(stage: Stage, running: RunningTarget): KnobProbe {
  return {
    request: (spec, session) => running.send(spec, { session }),
    login: async () => await running.login(await stage.target.admin()),
    output: () => running.output,
    query: (sql) => stage.query(sql),
  }
}

/** A scene for one knob. */
export function knobScene(variable: string, { values, observe }: Knob): Scene {
  return {
    name: `knob ${variable}`,
    variables: () => [variable],
    open: async (stage) => ({
      base: { variables: { [variable]: values[0] } },
      changes: [
        {
          variable,
          facets: ['seen'],
          tries: [{ variables: { [variable]: values[1] } }],
        },
      ],
      observe: onReady(async (running) => ({
        seen: (await observe(probeOf(stage, running))) as Seen | undefined,
      })),
    }),
  }
}
