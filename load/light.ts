/** The tuning table's Light row: 100 requests a second. With plain k6: load/README.md. */
import { iterationOf, pulseOf } from './lib/iteration.ts'
import { optionsOf } from './lib/options.ts'
import { rowPlan } from './lib/plan.ts'
import { summaryOf } from './lib/summary.ts'

export { setup } from './lib/world.ts'

const plan = rowPlan('light')
export const options = optionsOf(plan)
export default iterationOf(plan)
export const pulse = pulseOf(plan)
export const handleSummary = summaryOf(plan)
