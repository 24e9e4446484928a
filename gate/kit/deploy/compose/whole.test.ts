/** Goal: what a compose file takes of other files is read as if it stood in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'
import { includedValues, wholeCompose } from './whole.ts'

type Files = Readonly<Record<string, string>>

function within<T>(files: Files, use: (text: string, file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-whole-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  try {
    return use(files['compose.yml'] ?? '', join(folder, 'compose.yml'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const written = (files: Files, name = 'api') =>
  within(files, (text, file) => {
    const { services } = readCompose(wholeCompose(text, file))
    return services.find((each) => each.name === name)?.written
  })

const common = `services:
  app: { image: "app:1", env_file: [../.env, { path: own.env, required: false }],
    volumes: ["./data:/data", "named:/n", { type: bind, source: ../x, target: /x }],
    environment: { A: "1", B: "2" } }
  other: { extends: app, environment: { B: "3" } }
`

test.each([
  'extends: { file: parts/common.yml, service: app }',
  'extends: { file: ./parts/common.yml, service: other }',
])('a service of another file: %s', (line) => {
  const own = `services: { api: { ${line}, environment: [C=4] } }`
  expect(written({ 'compose.yml': own, 'parts/common.yml': common })).toEqual({
    image: 'app:1',
    env_file: ['./.env', { path: './parts/own.env', required: false }],
    volumes: ['./parts/data:/data', 'named:/n', { type: 'bind', source: './x', target: '/x' }],
    environment: { A: '1', B: line.includes('other') ? '3' : '2', C: '4' },
  })
})

test.each([
  'include: [parts/common.yml]',
  'include: [{ path: ./parts/common.yml, env_file: parts/a.env }]',
  'include: [{ path: [parts/common.yml, parts/more.yml] }]',
])('services of an included file: %s', (line) => {
  const files = {
    'compose.yml': `${line}\nservices: { api: { image: "a:1" } }`,
    'parts/common.yml': common,
    'parts/more.yml': 'services: { app: { environment: { B: "9" } } }',
  }
  const environment = { A: '1', B: line.includes('more') ? '9' : '2' }
  expect(written(files, 'app')).toMatchObject({ image: 'app:1', environment })
  expect(written(files)).toEqual({ image: 'a:1' })
})

test('what is not here, and what begins with itself, stays as it is written', () => {
  const gone = 'services: { api: { extends: { file: gone.yml, service: app }, init: true } }'
  expect(written({ 'compose.yml': gone })).toEqual({
    extends: { file: 'gone.yml', service: 'app' },
    init: true,
  })
  const circle = 'services: { api: { extends: { file: compose.yml, service: api }, init: true } }'
  expect(written({ 'compose.yml': circle })).toMatchObject({ init: true })
  const around = 'include: [compose.yml]\nservices: { api: { init: true } }'
  expect(written({ 'compose.yml': around })).toEqual({ init: true })
  const broken = 'services: { api: ['
  expect(within({ 'compose.yml': broken }, wholeCompose)).toBe(broken)
})

test.each([
  ['include: [parts/a.yml]', { 'parts/.env': 'TAG=1' }],
  ['include: [{ path: parts/a.yml, env_file: parts/b.env }]', { 'parts/b.env': 'TAG=1' }],
  ['include: [{ path: parts/a.yml, project_directory: . }]', { '.env': 'TAG=1' }],
])('values for variables of an included file: %s', (text, files) => {
  expect(within({ ...(files as Files), 'compose.yml': text }, includedValues)).toEqual({ TAG: '1' })
  expect(within({ 'compose.yml': text }, includedValues)).toEqual({})
})
