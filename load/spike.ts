/** The Medium row's rate, five times as much, and the rate again. With plain k6: load/README.md. */
import { iterationOf, pulseOf } from './lib/iteration.ts'
import { optionsOf } from './lib/options.ts'
import { spikePlan } from './lib/plan.ts'
import { summaryOf } from './lib/summary.ts'

export { setup } from './lib/world.ts'

const plan = spikePlan('medium')
export const options = optionsOf(plan)
export default iterationOf(plan)
export const pulse = pulseOf(plan)
export const handleSummary = summaryOf(plan)
