import { expect, test } from 'vitest'
import { Folder } from '../read/files.ts'
import { folderOf } from '../testing/backends.ts'
import { manifestFindings } from './manifests.ts'

function found(files: Readonly<Record<string, string>>): Record<string, unknown> {
  const { guesses } = manifestFindings(new Folder(folderOf(files)))
  return Object.fromEntries(guesses.map(({ path, value }) => [path[1], value]))
}

const edge = (mount: string) =>
  `services:\n  edge: { image: "nginx:1.28", ports: ["80:80"], volumes: ["${mount}"] }\n`

test.for([
  ['./web/site.conf:/etc/nginx/conf.d/default.conf:ro', 'web/site.conf'],
  ['./web/site.conf:/etc/nginx/templates/default.conf.template', 'web/site.conf'],
  ['./gone.conf:/etc/nginx/nginx.conf', 'nginx/nginx.conf'],
  ['/srv/site.conf:/etc/nginx/nginx.conf', 'nginx/nginx.conf'],
  ['./web/site.conf:/usr/share/nginx/html/a', 'nginx/nginx.conf'],
])('nginx reads what the edge mounts: %s', ([mount, file]) => {
  const files = { 'nginx/nginx.conf': 'events {}', 'web/site.conf': 'server {}' }
  expect(found({ ...files, 'compose.yml': edge(mount as string) }).nginx).toBe(file)
})

test('a mount is relative to the compose file', () => {
  const files = {
    'deploy/compose.yml': edge('../web/a.conf:/etc/nginx/nginx.conf'),
    'web/a.conf': '',
  }
  expect(found(files).nginx).toBe('web/a.conf')
})

test('nginx reads what the image of the edge has', () => {
  const files = {
    'deploy/compose.yml':
      'services:\n  edge: { image: a/nginx, build: ./nginx, ports: ["80:80"] }\n',
    'deploy/nginx/Dockerfile': 'FROM nginx:1.28\nCOPY site.conf /etc/nginx/conf.d/default.conf\n',
    'deploy/nginx/site.conf': 'server {}',
    'nginx/nginx.conf': 'events {}',
  }
  expect(found(files).nginx).toBe('deploy/nginx/site.conf')
})

test('nginx reads what the edge of a stack mounts', () => {
  const files = { 'stack.yml': edge('./web/a.conf:/etc/nginx/nginx.conf'), 'web/a.conf': '' }
  expect(found(files)).toEqual({ stack: 'stack.yml', nginx: 'web/a.conf' })
})

test.each([
  ['services:\n  api:\n    image: a\n', { compose: 'production.yml' }],
  ['services:\n  api: {}\n', {}],
  ['all:\n  hosts:\n    web:\n', {}],
])('production.yml is a compose file where it is one: %j', (text, expected) => {
  expect(found({ 'production.yml': text })).toEqual(expected)
})

test.for([
  ['compose', 'docker-compose-prod.yml'],
  ['compose', 'docker/production/compose.yml'],
  ['compose', 'deploy/docker/docker-compose.yaml'],
  ['stack', 'docker-stack.yml'],
  ['stack', 'deploy/stack.prod.yml'],
  ['nginx', 'docker/nginx/default.conf'],
  ['nginx', 'nginx/conf.d/default.conf'],
  ['nginx', 'nginx/templates/default.conf.template'],
])('%s is found at %s', ([kind, file]) => {
  expect(found({ [file as string]: 'services: {}' })).toEqual({ [kind as string]: file })
})

test('a compose file that is still a template is named, and read no further', () => {
  const text = 'services:\n  {% if redis %}\n  redis: { image: "redis:7" }\n  {% endif %}\n'
  expect(found({ 'compose.yml': text })).toEqual({ compose: 'compose.yml' })
})

test.each([
  [{ '.env': 'A=1' }, '.env'],
  [{ '.env': 'A=1', '.gitignore': 'dist\n.env.local\n' }, '.env'],
  [{ '.env': 'A=1', '.env.example': 'A=' }, '.env.example'],
  [{ '.env': 'A=1', '.gitignore': 'dist\n.env\n' }, undefined],
  [{ '.env': 'A=1', '.gitignore': '/.env' }, undefined],
  [{ '.env': 'A=1', '.gitignore': '*.env\r\n' }, undefined],
  [{ '.env': 'A=1', '.gitignore': '**/.env*' }, undefined],
])('the sample of the environment is the one that git has: %j', (files, sample) => {
  expect(found(files as Record<string, string>).environment).toBe(sample)
})
