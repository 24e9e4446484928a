/** Goal: a block that leaves something open is not blamed, and ends no reading of a guide. */
import { expect, test } from 'vitest'
import { readGuide } from '../document/guide.ts'
import type { Workbench } from '../tools/workbench.ts'
import { syntax } from './syntax.ts'

/** A machine without programs. */
const bench = { run: async () => undefined } as unknown as Workbench

const task = (cpu: string) => `# Deploy

\`\`\`json ecs-task.json
{
  "family": "orders",
  "cpu": ${cpu},
  "containerDefinitions": [{ "name": "backend", "image": "orders:1" }]
}
\`\`\`
`

test('a task definition with a hole outside of its texts is no JSON, and no mistake', async () => {
  expect(await syntax(readGuide(task('<CPU>')), bench)).toEqual([])
})

test('the same with a number for a text is one', async () => {
  const [finding] = await syntax(readGuide(task('256')), bench)
  expect(finding).toMatchObject({ id: 'ecs-unreadable', line: 6 })
})
