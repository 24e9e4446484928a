/** Goal: an image's own files are looked at wherever they lie; others' files, examples are not. */
import { expect, test } from 'vitest'
import { exposuresOf, isLookedInto, secretsIn } from './exposures.ts'

const key = 'q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGf'
const pem = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIOnhTm2dZ3pGk1v0pWwz3b2s8m0zv5t3rT9xw1Qb7c2L
-----END PRIVATE KEY-----`
const known = { variables: ['SECRET_KEY'], harmless: [] }
const named = (path: string, own: string[] = []) =>
  exposuresOf({ path }, { ...known, own }).map(({ what }) => what)

test('an environment file anywhere below /usr is found by its name and by its content', () => {
  const text = `SECRET_KEY=${key}`
  for (const path of ['usr/app/.env', 'usr/local/app/.env', 'usr/src/app/.env']) {
    expect(isLookedInto(path, text.length), path).toBe(true)
    expect(exposuresOf({ path, text }, known)).toEqual([
      { what: 'an environment file', where: path },
      { what: 'a value of SECRET_KEY', where: path },
    ])
  }
})

test.each([
  ['usr/app/.git/config', 'a version-control folder'],
  ['usr/app/id_rsa', 'a private key'],
  ['usr/local/app/.env', 'an environment file'],
  ['usr/share/nginx/html/.env', 'an environment file'],
  ['app/.envs/.production/.django', 'an environment file'],
  ['app/.envs/.production/.postgres', 'an environment file'],
  ['root/.config/composer/auth.json', 'a credentials file'],
  ['usr/lib/app/.env', 'an environment file'],
  ['opt/app/.aws/credentials', 'a credentials file'],
  ['root/.config/gcloud/application_default_credentials.json', 'a credentials file'],
  ['app/config/master.key', 'a credentials file'],
  ['app/keys/client.p12', 'a key store'],
])('%s is %s', (path, what) => {
  expect(named(path)).toEqual([what])
})

test.each([
  ['/usr/share/app', 'usr/share/app/prod.env'],
  ['/usr/lib/app/', 'usr/lib/app/settings/prod.env'],
  ['/usr/local/lib/app', 'usr/local/lib/app/prod.env'],
  ['/opt/app', 'opt/app/prod.env'],
])('below %s, which is the own folder, %s is the own file', (folder, path) => {
  expect(named(path, [folder])).toEqual(['an environment file'])
  expect(isLookedInto(path, 10, [folder])).toBe(true)
})

test.each([
  ['a package of npm', 'app/node_modules/dotenv/tests/.env'],
  ['a package of Python', 'app/.venv/lib/python3.13/site-packages/x/prod.env'],
  ['a package of PHP or Go', 'app/vendor/x/y/.git/config'],
  ['a gem', 'usr/local/bundle/gems/x-1.0/spec/id_rsa'],
  ["a package manager's store", 'root/.cargo/registry/src/x/tests/server.p12'],
  ["Python's own tests", 'usr/local/lib/python3.13/test/certdata/keycert3.pem'],
  ["Go's own tests", 'usr/local/go/src/crypto/tls/testdata/example-key.pem'],
  ['a document of the system', 'usr/share/doc/openssl/examples/.env'],
])('%s is published: %s', (_, path) => {
  expect(named(path, ['/app'])).toEqual([])
  expect(isLookedInto(path, 10, ['/app'])).toBe(false)
})

test('the root, or a folder of the system, as WORKDIR makes nothing of theirs the own', () => {
  for (const folder of ['/', '/usr', '/usr/local', '/usr/lib', '/usr/bin', '']) {
    expect(isLookedInto('usr/lib/ssl/x.pem', 10, [folder]), folder).toBe(false)
  }
})

test.each([
  '.env',
  '.env.local',
  '.env.production',
  '.env.production.local',
  '.env-prod',
  '.env_staging',
  '.env.bak',
  '.env~',
  '.env.test',
  '.envrc',
  'prod.env',
  '.docker.env',
  'env.production',
])('an environment file: %s', (name) => {
  expect(named(`app/deploy/${name}`)).toEqual(['an environment file'])
})

test.each([
  'sample.env',
  'example.env',
  'template.env',
  '.env.tmpl',
  '.env.tpl',
  '.env.j2',
  '.env.erb',
  '.env.example',
  '.env.example.local',
  '.env.production.example',
  '.env.sample-eu',
  '.env-example',
  '.env_template',
  '.env.dist',
  '.env.defaults',
  '.env.schema',
  '.env.vault',
  '.env.gpg',
  '.env.d.ts',
  'env.d.ts',
  'env.ts',
  'env.production.js',
  '.env.md',
  'environment',
  'env',
  'env.sh',
])('no environment file: %s', (name) => {
  expect(named(`app/deploy/${name}`)).toEqual([])
})

test('an environment file that sets nothing, or is in a folder of examples, is none', () => {
  expect(exposuresOf({ path: 'app/.env', text: '# A=1\nB=\nC=""\n' }, known)).toEqual([])
  expect(exposuresOf({ path: 'app/.env', size: 0 }, known)).toEqual([])
  expect(named('app/examples/basic/.env')).toEqual([])
  const text = `SECRET_KEY=${key}`
  expect(exposuresOf({ path: 'app/examples/basic/.env', text }, known)).toHaveLength(1)
})

test('a folder called .env, and a link, are no environment files', () => {
  expect(exposuresOf({ path: 'app/.env', type: 'directory' }, known)).toEqual([])
  expect(exposuresOf({ path: 'app/.env', type: 'symlink' }, known)).toEqual([])
})

test('a version-control folder is reported once, as the folder', () => {
  const wheres = ['app/.git', 'app/.git/HEAD', 'app/.git/objects/00/x'].map(
    (path) => exposuresOf({ path }, known)[0]?.where,
  )
  expect(new Set(wheres)).toEqual(new Set(['app/.git']))
})

test('a file that a later layer deletes is not the deletion', () => {
  expect(named('app/.wh..env')).toEqual([])
})

test('a trust store holds no secret', () => {
  expect(named('app/certs/truststore.jks')).toEqual([])
  expect(named('etc/pki/cacerts.p12')).toEqual([])
})

test('a key of a file called so is reported once', () => {
  expect(exposuresOf({ path: 'app/id_ed25519', text: pem }, known)).toEqual([
    { what: 'a private key', where: 'app/id_ed25519' },
  ])
})

test.each([
  ['//registry.npmjs.org/:_authToken=q7Zk2mV9xT4bN8wR1cY6', 'app/.npmrc', 1],
  ['_password = cTdaazJtVjl4VDRi', 'app/.npmrc', 1],
  ['npmAuthToken: "q7Zk2mV9xT4bN8wR1cY6"', 'app/.yarnrc.yml', 1],
  ["RUN echo '//npm.internal/:_authToken=q7Zk2mV9xT4bN8wR' > .npmrc", undefined, 1],
  [`//registry.npmjs.org/:_authToken=\${NPM_TOKEN}`, 'app/.npmrc', 0],
  ['//registry.npmjs.org/:_authToken=your-token', 'app/.npmrc', 0],
  ['_password = self.credentials.password', 'app/client.py', 0],
])("npm's token: %s", (text, path, count) => {
  expect(secretsIn(text, known, path)).toHaveLength(count)
})

test('a file that is large or in many pieces takes time by its length', () => {
  const line = 'https://cdn.internal/a.js?x=1&y=2 user:name@host a=b; server=a; "kty": eyJ\n'
  const startMs = performance.now()
  expect(secretsIn(line.repeat(30_000), known, 'app/data.txt')).toEqual([])
  expect(performance.now() - startMs).toBeLessThan(20_000)
})
