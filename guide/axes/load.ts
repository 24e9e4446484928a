import { type Axes, defineAxes } from './axis.ts'

/** What every row of the tuning table is offered. */
const row: Axes = {
  'kind of request': {
    tried: ["the mix of the row's script", 'a script of the config'],
    untried: 'traffic with think times: an open model offers the rate whatever the answers do',
  },
  defect: {
    tried: [
      'wrong answers',
      'dropped requests',
      'slow answers',
      'too many connections',
      'a process that exits',
    ],
  },
  'length of the run': { tried: ['4 to 6 s in a quick run', '60 s in a full one'] },
}

/** Of the claims of section load. */
export const load = defineAxes('load', {
  'load.light': row,
  'load.medium': row,
  'load.heavy': row,
  'load.very-heavy': {
    ...row,
    'path to the database': {
      tried: ['through PgBouncer'],
      untried: 'directly: the guide runs this row through a pooler',
    },
  },
  'load.headroom': {
    rate: { tried: ["half the row's rate", 'steps up to 3000 a second'] },
    pool: { tried: ['that of each row', 'that of the first row when samples are few'] },
  },
  'load.spike': {
    moment: { tried: ['before the spike', 'during it', '5 s after it'] },
    'answer under the spike': {
      tried: ['success', 'statuses.overloaded', '429', 'no answer in 2 s for one in 20'],
    },
    defect: { tried: ['a wrong status', 'a refused connection', 'a process that exits'] },
  },
  'load.soak': {
    'what grows': {
      tried: ['memory', 'descriptors', 'connections', 'latency'],
      untried: 'disk and the number of keys in Redis: no limit for them is declared',
    },
    'how growth ends': {
      tried: ['it goes on', 'the process ends and loses requests', 'a process is recycled'],
    },
    'length of the run': {
      tried: ['12 to 14 s in a quick run', '600 s in a full one'],
      untried: 'days: a leak of a few bytes a request does not show in minutes',
    },
  },
})
