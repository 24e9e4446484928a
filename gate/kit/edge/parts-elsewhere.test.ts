import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCompose } from '../deploy/compose/compose-file.ts'
import { partsElsewhere } from './parts-elsewhere.ts'

const layer = 'services: { edge: { volumes: ["certs:/etc/letsencrypt"] } }'
const whole = 'services: { edge: { image: "nginx:1.28", volumes: ["certs:/etc/letsencrypt"] } }'

/** Where the other files mount something for the service of the first one. */
function partsIn(
  files: Readonly<Record<string, string>>,
  deploying: readonly string[] = [],
): (readonly string[])[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-parts-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const [name = '', text = ''] = Object.entries(files)[0] ?? []
    const edge = readCompose(text).services.find((each) => each.name === 'edge')
    if (edge === undefined) throw new Error('no service')
    const others = deploying.map((each) => join(folder, each))
    return partsElsewhere(edge, join(folder, name), others)?.map(({ mounts }) => mounts)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const own = { 'compose.yml': 'services: { edge: { image: "nginx:1.28" } }' }
const there = [['/etc/letsencrypt']]

describe('a part of a service', () => {
  test.each([
    ['that is laid over it', { ...own, 'compose.tls.yml': layer }],
    ['that Compose takes by itself', { ...own, 'docker-compose.override.yml': whole }],
    [
      'over which its own file is laid',
      {
        'compose.prod.yml': 'services: { edge: { ports: ["443:443"] }, api: { restart: always } }',
        'compose.yml': whole,
      },
    ],
    [
      'that it extends',
      {
        'compose.yml': 'services: { edge: { extends: { file: base.yml, service: front } } }',
        'base.yml': whole.replace('edge:', 'front:'),
      },
    ],
  ])('%s', (_, files) => expect(partsIn(files)).toEqual(there))

  test.each([
    ['a deployment of its own', { ...own, 'compose.dev.yml': whole }, []],
    ['another manifest', { ...own, 'compose.stack.yml': layer }, ['compose.stack.yml']],
    ['another service', { ...own, 'compose.tls.yml': layer.replace('edge', 'api') }, []],
    ['a text that is no YAML', { ...own, 'compose.tls.yml': '{{ if .tls }}: [' }, []],
  ])('%s is none', (_, files, deploying) => expect(partsIn(files, deploying)).toEqual([]))

  test('that is not here', () => {
    const extending = 'services: { edge: { extends: { file: ../base.yml, service: edge } } }'
    expect(partsIn({ 'compose.yml': extending })).toBeUndefined()
  })
})
