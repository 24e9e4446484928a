/** Which requests are sent, and how often: mostly reads, some permission checks and writes. */
import type { RequestSpec } from '../../gate/contract/contract.ts'
import { config } from './target.ts'
import type { World } from './world.ts'

export interface Chosen {
  name: string
  spec: RequestSpec
}

type Choice = (world: World, index: number) => Chosen | undefined

const operations = config.operations ?? {}
/** Makes the names of created records unique, even if several processes share the test. */
const unique = Date.now().toString(36)

function recordOf({ records }: World, index: number) {
  return records[(index * 7) % records.length]
}

const read: Choice = (world, index) => {
  const record = recordOf(world, index)
  if (!operations.readRecord || !record) return undefined
  return { name: 'readRecord', spec: operations.readRecord.request(record) }
}
const permissions: Choice = ({ company }) =>
  operations.permissions && {
    name: 'permissions',
    spec: operations.permissions.request(company),
  }
const profile: Choice = () =>
  operations.profile && { name: 'profile', spec: operations.profile.request() }
const update: Choice = (world, index) => {
  const record = recordOf(world, index)
  if (!operations.updateRecord || !record) return undefined
  const name = `load-${unique}-${record.id}-${index}`
  return { name: 'updateRecord', spec: operations.updateRecord.request(record, name) }
}
const create: Choice = ({ company }, index) =>
  operations.createRecord && {
    name: 'createRecord',
    spec: operations.createRecord.request(company, `load-${unique}-new-${index}`),
  }

/** Shares in twentieths of all requests. */
const shares: readonly (readonly [twentieths: number, choice: Choice])[] = [
  [11, read],
  [4, permissions],
  [2, profile],
  [2, update],
  [1, create],
]

/** One choice for each twentieth, spread so that no two writes follow each other. */
const turns: readonly Choice[] = shares
  .flatMap(([twentieths, choice]) => Array<Choice>(twentieths).fill(choice))
  .map((_, position, all) => all[(position * 7) % all.length] as Choice)

/**
 * The request of iteration `index` of the test. Operations that the config lacks become reads, and
 * so do those with steps: an iteration is one request.
 */
export function choose(world: World, index: number): Chosen {
  const turn = turns[index % turns.length] as Choice
  for (const choice of [turn, read, profile, permissions]) {
    const chosen = choice(world, index)
    if (chosen && chosen.spec.before === undefined) return chosen
  }
  throw new Error(
    'the config has no operation of one request: add readRecord, profile or permissions',
  )
}
