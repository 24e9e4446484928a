/** Goal: a trial fills in what may be anything, and names what may not. */
import { expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'
import { openValues } from './trial-variables.ts'

const values = (text: string, known: Record<string, string> = {}) =>
  openValues(readCompose(text).document, known, (name) => `made for ${name}`)

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
test('secrets are made, and versions of images do not matter', () => {
  const text = `x-env: &env { APP_SECRET: "\${APP_SECRET:?set it}" }
services:
  api: { image: "registry/api:\${TAG:?}", environment: { <<: *env, LEVEL: "\${LEVEL:-info}" } }
  db: { image: "postgres:16", environment: { POSTGRES_PASSWORD: "\${POSTGRES_PASSWORD}" } }
`
  expect(values(text)).toEqual({
    APP_SECRET: 'made for APP_SECRET',
    TAG: '1',
    POSTGRES_PASSWORD: 'made for POSTGRES_PASSWORD',
  })
  expect(values(text, { APP_SECRET: 'given', TAG: '2', POSTGRES_PASSWORD: 'p' })).toEqual({})
})

test('what is demanded and may not be anything is named', () => {
  const text =
    'services: { api: { image: "a:1", environment: { HOSTS: "${HOSTS:?}", A: "${A}" } } }'
  expect(() => values(text)).toThrow(/does not start without HOSTS, and the config gives no value/)
  expect(values(text, { HOSTS: 'a.test' })).toEqual({})
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation
