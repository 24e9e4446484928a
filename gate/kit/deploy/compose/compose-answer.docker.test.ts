/** Docker Compose itself says of our tests' files what we say. It needs no daemon for that. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { commandWords } from './command-words.ts'
import { askCompose, composedServices } from './compose-answer.ts'
import { accepted, refusedByCompose, refusedByDocker } from './testing/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-answer-'))
const scratchDir = join(folder, 'scratch')
mkdirSync(scratchDir)
writeFileSync(join(folder, '.env'), '')
afterAll(() => rmSync(folder, { recursive: true }))

const labels = { runId: 'answer', scratchDir }

function question(text: string, values = {}) {
  const path = join(folder, 'compose.yml')
  writeFileSync(path, text)
  return { path, text, values, labels }
}
const ask = (text: string, values = {}) => askCompose(question(text, values))

test('what it refuses', async () => {
  const wrong: string[] = []
  for (const [text] of refusedByCompose) {
    if ((await ask(text)).kind !== 'refused') wrong.push(text)
  }
  expect(wrong).toEqual([])
})

test('what it takes, and leaves to Docker', async () => {
  const wrong: string[] = []
  for (const text of [...accepted, ...refusedByDocker.map(([each]) => each)]) {
    const answer = await ask(text)
    if (answer.kind !== 'accepted') wrong.push(`${text}: ${JSON.stringify(answer)}`)
  }
  expect(wrong).toEqual([])
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
describe('a required variable that a checkout lacks is no mistake of the file', () => {
  test.for([
    'image: "${IMAGE:?}"',
    'image: "${REGISTRY:?say which}/app:${TAG:?}"',
    'image: "x:1", ports: ["${IP:?}:80:80", "${PORT:?}:80"]',
    'image: "x:1", volumes: ["${DATA:?}:/data", "./a:${AT:?}"]',
    'image: "x:1", stop_grace_period: "${GRACE:?}", restart: "${RESTART:?}"',
    'image: "x:1", tty: "${TTY:?}", mem_limit: "${MEM:?}", deploy: { replicas: "${N:?}" }',
    'image: "x:1", pull_policy: "${PULL:?}", network_mode: "${NET:?}"',
    'image: "x:1", env_file: [nowhere.env], environment: { A: "${A:?}" }',
    'image: "x:1", ports: ["${PORT:?}"], healthcheck: { test: [CMD, x], timeout: "${T:?}" }',
  ])('%s', async (keys) => {
    expect(await ask(`services: { a: { ${keys} } }`)).toMatchObject({ kind: 'accepted' })
  })

  test('nor one that a file asks for that it includes or extends', async () => {
    writeFileSync(
      join(folder, 'base.yml'),
      'services: { base: { image: "b:${TAG:?}", environment: { S: "${SECRET:?}" } } }',
    )
    const extending = 'services: { a: { extends: { file: base.yml, service: base } } }'
    expect(await ask(extending)).toMatchObject({ kind: 'accepted' })
    const including = 'include: [base.yml]\nservices: { a: { image: "x:1", depends_on: [base] } }'
    expect(await ask(including)).toMatchObject({ kind: 'accepted' })
    expect(await composedServices(question(extending))).toMatchObject({
      a: { image: 'b:${TAG:?}', environment: { S: '${SECRET:?}' } },
    })
  })

  test('but what is wrong beside it is found', async () => {
    const answer = await ask('services: { a: { image: "${IMAGE:?}", restrat: always } }')
    expect(answer).toMatchObject({ kind: 'refused', guessed: ['IMAGE'] })
  })
})

test('the values of the example are used, and those of the operator are not', async () => {
  const text = 'services: { a: { image: "x:1", stop_grace_period: "${GRACE:?}" } }'
  expect(await ask(text, { GRACE: 'long' })).toMatchObject({ kind: 'refused', guessed: [] })
  writeFileSync(join(folder, '.env'), 'GRACE=long\n')
  expect(await ask(text)).toMatchObject({ kind: 'accepted' })
  writeFileSync(join(folder, '.env'), '')
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation

test.for([
  'include: ["oci://registry.example.com/app:1"]',
  'include: ["https://github.com/example/app.git"]',
  'services: { a: { extends: { file: "git@github.com:example/app.git", service: a } } }',
  'include: [missing.yml]',
  'services: { a: { extends: { file: missing.yml, service: a } } }',
])('a file that is not here is fetched from nowhere: %s', async (text) => {
  expect(await ask(text)).toMatchObject({ kind: 'unknown' })
})

test('it splits commands as we do', async () => {
  const commands = [
    `postgres -c 'max_connections=500' -c "shared_buffers=1GB"`,
    `a\\ b "c\\"d" 'e'\\''f' g"h i"j`,
    `a "" 'b\\c' "d\\e" && f`,
    `sh -c "exec postgres -c max_connections=500"`,
    `a "b;c" > d`,
  ]
  for (const command of commands) {
    const text = JSON.stringify({ services: { a: { image: 'x:1', command } } })
    const services = await composedServices(question(text))
    const given = (services as { a: { command: string } }).a.command
    expect(typeof given === 'string' ? commandWords(given) : given).toEqual(commandWords(command))
  }
})

test('a file that is laid over another one is asked about together with it', async () => {
  const base = join(folder, 'base.yml')
  writeFileSync(base, 'services: { edge: { image: "nginx:1.28" } }')
  const layer = question('services: { edge: { ports: ["443:443"] } }')
  expect((await askCompose(layer)).kind).toBe('refused')
  expect((await askCompose({ ...layer, bases: [base] })).kind).toBe('accepted')
  expect(await composedServices({ ...layer, bases: [base] })).toMatchObject({
    edge: { image: 'nginx:1.28' },
  })
})
