/** The control: a script like the real ones. */
import { iterationOf, pulseOf } from '../lib/iteration.ts'
import { optionsOf } from '../lib/options.ts'
import { summaryOf } from '../lib/summary.ts'
import { plan } from './plan.ts'

export { setup } from '../lib/world.ts'
export const options = optionsOf(plan)
export default iterationOf(plan)
export const pulse = pulseOf(plan)
export const handleSummary = summaryOf(plan)
