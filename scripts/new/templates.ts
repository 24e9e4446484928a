/** What `npm run new` writes. Placeholders are sentences that say what belongs in their place. */
import type { Claim } from '#guide/index.ts'

/** The entry of a claim in its section's table, without the comma behind it. */
export function claimEntry(id: string, guideSections: Claim['guideSections']): string {
  return `'${id}': {
    level: 'must',
    impact: 'observe',
    statement: 'What must hold, in words that fit any backend.',
    guideSections: ${JSON.stringify(guideSections)},
    verification: 'How it is verified from outside the backend.',
    remedy: 'What to change when this claim fails.',
    prevents: 'The outage or breach that this claim prevents.',
  }`
}

/** What the check of the template needs of a config, without the comma behind it. */
export function needsEntry(id: string): string {
  return `'${id}': []`
}

/** A suite file with one check. */
export function suiteFile(id: string): string {
  return `/** What correct backends do differently here, and how this check allows for it. */
import { check } from '#gate/run/check.ts'

check('${id}', async ({ target, evidence, expect }) => {
  const running = await target.running()
  const { status } = await running.send({ method: 'GET', path: '/' })
  evidence.observe('answer', { status })
  evidence.floor('answer', 1)
  expect.soft(status, 'status of GET /').toBe(200)
})
`
}

/** The entry of a mutant in a table, without the comma behind it. */
export function mutantEntry(id: string, claim: string): string {
  return `'${id}': {
    defect: 'What is wrong with this deployment, in one sentence.',
    kills: ['${claim}'],
    edits: [
      edit('reference-app/src/main.ts', 'text that the file has once', 'text with the defect'),
    ],
  }`
}

/** A new table of mutants with one entry. */
export function mutantTable(section: string, name: string, entry: string): string {
  return `/** What the mutants of this table attack. */
import { defineMutants, edit } from '../mutant.ts'

export const ${name} = defineMutants('${section}', {
  ${entry},
})
`
}
