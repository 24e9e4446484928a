import { expect, test } from 'vitest'
import { settledVariables } from './settled-variables.ts'
import { yamlDocuments } from './yaml.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
function settled(environment: string, values = {}, more = '') {
  const text = `services: { a: { image: "x:1", environment: { ${environment} } ${more} } }`
  const document = yamlDocuments(text, 'a file')
  const found = settledVariables(document, { values, needed: ['SECRET_KEY', 'DATABASE_URL'] })
  return Object.fromEntries(
    found.map(({ name, absence, isSettled }) => [name + absence, isSettled]),
  )
}

test('a variable has a value, a default, or stops the start', () => {
  const all = 'A: "${A}", B: "${B:-1}", C: "${C:?}", D: "$D"'
  expect(settled(all, { D: 'x' })).toEqual({
    Anone: 'no',
    Bdefault: 'yes',
    Crequired: 'yes',
    Dnone: 'yes',
  })
})

test('a note of the file needs no value, and what a service takes of it does', () => {
  const [note, service] = ['x-note: { A: "$NOTE" }', 'services: { a: { image: x, x-b: "$OWN" } }']
  const read = (text: string) =>
    settledVariables(yamlDocuments(text, 'a file'), { values: {}, needed: [] })
  expect(read(`${note}\n${service}`)).toEqual([])
  const taken = 'x-env: &env { A: "$TAKEN" }\nservices: { a: { image: x, environment: *env } }'
  expect(read(taken)).toMatchObject([{ name: 'TAKEN', isSettled: 'no' }])
})

test('one that stops the start at one place is not empty at another', () => {
  expect(settled('A: "${PASS:?set it}", B: "$PASS"')).toMatchObject({ PASSnone: 'yes' })
  expect(settled('A: "${PASS:-x}", B: "$PASS"')).toMatchObject({ PASSnone: 'no' })
})

test('what the sample leaves empty may be empty where nothing needs it', () => {
  expect(settled('DSN: "${DSN}"', { DSN: '' })).toEqual({ DSNnone: 'yes' })
  expect(settled('MAIL_PASSWORD: "$MAIL_PASSWORD"', { MAIL_PASSWORD: '' })).toEqual({
    MAIL_PASSWORDnone: 'empty',
  })
})

test('and not where something does', () => {
  const values = { X: '', SECRET_KEY: '' }
  for (const environment of [
    'SECRET_KEY: "${SECRET_KEY}"',
    'SECRET_KEY: "${X}"',
    'DATABASE_URL: "postgres://u:${X}@db/a"',
    'POSTGRES_USER: "${X}"',
    'URL: "https://${X}/path"',
    'A: "${X}", SECRET_KEY: "${X}"',
  ]) {
    expect(Object.values(settled(environment, values)), environment).toEqual(['no'])
  }
  expect(settled('A: "${X}"', values, ', ports: ["${X}:80"]')).toEqual({ Xnone: 'no' })
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation

test('what only the file beside sets may be production, or this machine', () => {
  const document = { services: { web: { image: 'a:$TAG', environment: ['KEY=$KEY'] } } }
  const sample = { values: { KEY: '' }, beside: { TAG: '1', KEY: 'k' }, needed: [] }
  const settled = settledVariables(document, sample)
  expect(settled.map(({ name, isSettled }) => [name, isSettled])).toEqual([
    ['TAG', 'beside'],
    ['KEY', 'empty'],
  ])
  expect(settledVariables(document, { ...sample, beside: { TAG: '' } })[0]?.isSettled).toBe('no')
})
