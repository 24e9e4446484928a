import { expect, test } from 'vitest'
import { readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { folderOf } from '../testing/backends.ts'
import { Folder } from './files.ts'
import { readService } from './service-facts.ts'

const compose = 'services: { api: { image: "team/api:1" } }'

function portWith(files: Readonly<Record<string, string>>): number | undefined {
  const folder = new Folder(folderOf({ ...files, 'compose.yml': compose }))
  const [service] = readCompose(compose).services
  return service && readService(folder, 'compose.yml', service).port
}

test.each([
  [{ 'nginx/nginx.conf': 'upstream a { server api:8065; }' }, 8065],
  [{ 'nginx.conf.template': 'location / { proxy_pass http://api:3000/; }' }, 3000],
  [{ 'deploy/nginx/conf.d/api.conf': 'upstream a {\n  server  api:9000 max_fails=3;\n}' }, 9000],
  [{ 'nginx.conf': 'upstream a { server api:3031; } server { uwsgi_pass a; }' }, undefined],
  [{ 'nginx.conf': 'proxy_pass http://other-api:3000;' }, undefined],
  [{ 'nginx.conf': 'proxy_pass http://api;' }, undefined],
])('the port that nginx passes requests on to: %j', (files, port) => {
  expect(portWith(files as Record<string, string>)).toBe(port)
})
