import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { ecsSchema, ecsSchemaUrl } from './ecs-schema.ts'

it('is fresh: npm run docs would not change it', async () => {
  expect(JSON.parse(await readFile(ecsSchemaUrl, 'utf8'))).toEqual(JSON.parse(await ecsSchema()))
})

it('has records, enumerations and what is required, of any depth', async () => {
  const { properties, required, $defs } = JSON.parse(await ecsSchema())
  expect(required).toEqual(['family', 'containerDefinitions'])
  expect(properties.networkMode.enum).toContain('awsvpc')
  expect($defs.ContainerDefinition.properties.healthCheck).toEqual({ $ref: '#/$defs/HealthCheck' })
  expect($defs.HealthCheck.required).toEqual(['command'])
  expect($defs.LogConfiguration.properties.options).toEqual({
    type: 'object',
    additionalProperties: { type: 'string' },
  })
})
