/** The Medium row's rate for a long time. With plain k6: load/README.md. */
import { iterationOf, pulseOf } from './lib/iteration.ts'
import { optionsOf } from './lib/options.ts'
import { soakPlan } from './lib/plan.ts'
import { summaryOf } from './lib/summary.ts'

export { setup } from './lib/world.ts'

const plan = soakPlan('medium', 10)
export const options = optionsOf(plan)
export default iterationOf(plan)
export const pulse = pulseOf(plan)
export const handleSummary = summaryOf(plan)
