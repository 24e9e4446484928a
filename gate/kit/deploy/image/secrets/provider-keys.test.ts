/** Goal: keys of known providers are named, without the key; examples and sandboxes are not. */
import { expect, test } from 'vitest'
import { providerKeysIn } from './provider-keys.ts'

/** Put together here, so that no scanner takes this file for a leak. */
const join = (...parts: string[]) => parts.join('')
const random = 'q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGfq9Zk4mV1xT6bN0wR3cY8uJ5hL7pD2sGf'

test.each([
  ['slack token', join('xo', 'xb-', '123456789012-', random.slice(0, 24))],
  ['Stripe Live Secret Key', join('sk', '_live_', random.slice(0, 24))],
  ['AWS Secret Access Key', `aws_secret_access_key = ${random.slice(0, 40)}`],
  ['npm access token', join('npm', '_', random.slice(0, 36))],
])('%s', (words, text) => {
  const found = providerKeysIn(`KEY=${text}\n`, 'app/config.ini')
  expect(found).toEqual([words])
  for (const one of found) expect(one).not.toContain(random.slice(0, 8))
})

test('a comment cannot ask to look away', () => {
  const token = join('npm', '_', random.slice(0, 36))
  expect(providerKeysIn(`// secretlint-disable\nconst token = '${token}'`, 'a.js')).toHaveLength(1)
})

test.each([
  ['an example of the manual', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ['a sandbox', join('sk', '_test_', random.slice(0, 24))],
  ['a mask', join('npm', '_', 'x'.repeat(36))],
  ['a template', `//registry.npmjs.org/:_authToken=\${NPM_TOKEN}`],
])('nothing: %s', (_, text) => {
  expect(providerKeysIn(text, 'app/.npmrc')).toEqual([])
})
