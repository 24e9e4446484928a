import { defineNeeds, type Needs, smallPool } from './need.ts'

const judgedRow: Needs = ['objectives', ...smallPool]

/** Of the claims of section load. */
export const load = defineNeeds('load', {
  'load.light': judgedRow,
  'load.medium': judgedRow,
  'load.heavy': judgedRow,
  'load.very-heavy': judgedRow,
  'load.headroom': judgedRow,
  'load.spike': judgedRow,
  'load.soak': smallPool,
})
