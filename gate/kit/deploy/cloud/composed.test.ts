/** Goal: what a stack leaves open hides nothing else that it says. */
import { expect, test } from 'vitest'
import { attached } from '#gate/contract/contract.ts'
import { composedPlatform } from './composed.ts'

const config = {
  name: 'app',
  launch: attached({ url: 'http://127.0.0.1:1' }),
  settings: { poolSize: 'POOL' },
}

test.each([
  ['a global service', 'mode: global'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  ['a variable', 'replicas: "${REPLICAS:?}"'],
])('the replicas of %s are not known, the variables are', (_, deploy) => {
  const text = `services: { web: { image: a, deploy: { ${deploy} }, environment: { POOL: 5 } } }`
  const platform = composedPlatform('stack', text, { config, example: [] })
  expect(platform.maxInstances).toBeUndefined()
  expect(platform.plain).toEqual({ POOL: '5' })
})

test('a value that is one variable as a whole is told from others', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  const values = ['A: "${B:?}"', 'C: $D', 'E: "x${F}"', 'G: 5', 'H: "${I:-j}"']
  const text = `services: { web: { image: a, environment: { ${values.join(', ')} } } }`
  const platform = composedPlatform('compose', text, { config, example: [] })
  expect(platform.copied).toEqual({ A: 'B', C: 'D', H: 'I' })
})
