/** Rates that rise in steps, to find the max. With plain k6: load/README.md. */
import { iterationOf, pulseOf } from './lib/iteration.ts'
import { optionsOf } from './lib/options.ts'
import { kneePlan } from './lib/plan.ts'
import { summaryOf } from './lib/summary.ts'

export { setup } from './lib/world.ts'

const plan = kneePlan()
export const options = optionsOf(plan)
export default iterationOf(plan)
export const pulse = pulseOf(plan)
export const handleSummary = summaryOf(plan)
