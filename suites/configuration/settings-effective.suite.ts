/** Every documented variable has an effect that shows from outside. */

import { attachedTarget, inconclusive } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import { documentedVariables, samplesOf } from './probes/documented.ts'
import { clearerOf, type Finding } from './probes/experiments.ts'
import { runProbes, runUncovered } from './probes/index.ts'

/** The probes of a backend that starts slowly take longer; then nothing else is begun. */
const enoughMs = 420_000

check(
  'configuration.settings-effective',
  async ({ target, stack, redactor, evidence, expect }) => {
    if (target.config.launch.kind === 'attached') {
      throw attachedTarget()
    }
    const startMs = performance.now()
    const documented = await documentedVariables(target)
    evidence.observe('documented variables', { variables: documented })
    const findings = new Map<string, Finding>()
    const report = (finding: Finding) => {
      findings.set(finding.variable, clearerOf(findings.get(finding.variable), finding))
      const kind = finding.effect === undefined ? 'untested variable' : 'tested variable'
      evidence.observe(kind, finding)
    }
    await runProbes(target, stack, redactor, report)
    const left = documented.filter((variable) => !findings.has(variable))
    const samples = await samplesOf(target, left)
    await runUncovered({ samples, untilMs: startMs + enoughMs }, report, target, stack, redactor)
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
      throw inconclusive(
        `could not observe the effect of ${untested.join('; ')}; say under knobs where it shows`,
      )
    }
  },
  // One probe meets the login limit on purpose.
  { timeoutMs: 900_000, judgesLimits: true },
)
