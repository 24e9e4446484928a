/** Every documented variable has an effect that shows from outside. */

import { attachedTarget, inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { documentedVariables } from './probes/documented.ts'
import { clearerOf, type Finding } from './probes/experiments.ts'
import { runProbes } from './probes/index.ts'

check(
  'configuration.settings-effective',
  async ({ target, stack, redactor, evidence, expect }) => {
    if (target.config.launch.kind === 'attached') {
      throw attachedTarget()
    }
    const documented = await documentedVariables(target)
    evidence.observe('documented variables', { variables: documented })
    const findings = new Map<string, Finding>()
    await runProbes(target, stack, redactor, (finding) => {
      findings.set(finding.variable, clearerOf(findings.get(finding.variable), finding))
      const kind = finding.effect === undefined ? 'untested variable' : 'tested variable'
      evidence.observe(kind, finding)
    })
    const untested: string[] = []
    let ineffective = 0
    for (const variable of documented) {
      const finding = findings.get(variable)
      if (finding?.effect === undefined) {
        untested.push(`${variable} (${finding?.reason ?? 'no probe or knob covers it'})`)
      } else {
        if (!finding.effect) ineffective += 1
        expect.soft(finding.effect, `changing only ${variable} has an observable effect`).toBe(true)
      }
    }
    // A pass needs every variable tested; a failure needs only the one without an effect.
    evidence.floor('tested variable', ineffective > 0 ? 1 : documented.length)
    if (untested.length > 0) {
      throw inconclusive(`could not observe the effect of ${untested.join('; ')}`)
    }
  },
  // One probe meets the login limit on purpose.
  { timeoutMs: 600_000, judgesLimits: true },
)
