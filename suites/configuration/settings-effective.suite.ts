/** No variable that is documented is connected to nothing. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { documentedVariables } from './probes/documented.ts'
import type { Finding } from './probes/experiments.ts'
import { runProbes } from './probes/index.ts'

check(
  'configuration.settings-effective',
  async ({ target, stack, redactor, evidence, expect }) => {
    if (target.config.launch.kind !== 'command') {
      throw unverified('launch that the gate may start and stop')
    }
    const documented = await documentedVariables(target)
    evidence.observe('documented', { variables: documented })
    const findings = new Map<string, Finding>()
    await runProbes(target, stack, redactor, (finding) => {
      findings.set(finding.variable, finding)
      evidence.observe(finding.effect === undefined ? 'no effect could show' : 'effect', finding)
    })
    const unseen: string[] = []
    let dead = 0
    for (const variable of documented) {
      const finding = findings.get(variable)
      if (finding?.effect === undefined) {
        unseen.push(`${variable} (${finding?.why ?? 'neither a probe nor a knob shows it'})`)
      } else {
        if (!finding.effect) dead += 1
        expect.soft(finding.effect, `changing ${variable} alone changes something`).toBe(true)
      }
    }
    // That all have an effect takes a look at all; that one has none is known from that one.
    evidence.floor('effect', dead > 0 ? 1 : documented.length)
    if (unseen.length > 0) throw inconclusive(`no effect could be seen of ${unseen.join('; ')}`)
  },
  { timeoutMs: 600_000 },
)
