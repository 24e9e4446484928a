import { writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { recordVersion, runRecordSchema } from '#gate/verdict/record.ts'

/** Where the generated schema lies. */
export const runSchemaUrl = new URL('../docs/run.schema.json', import.meta.url)

/** docs/run.schema.json: the shape of `run.json` as JSON Schema, draft 2020-12. */
export function runSchema(): string {
  const schema = {
    title: `Preflight run record, version ${recordVersion}`,
    description: 'The file run.json in the folder of a run. Generated from gate/verdict/record.ts.',
    ...z.toJSONSchema(runRecordSchema),
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}

if (import.meta.main) {
  await writeFile(runSchemaUrl, runSchema())
  console.error('docs/run.schema.json: written')
}
