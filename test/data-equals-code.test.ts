/**
 * Goal: the data form can say all that the reference target's code says. Functions are called with
 * the same arguments, and everything else is compared as it is.
 */
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Reply, TargetConfig } from '#gate/contract/contract.ts'
import { loadTarget } from '#gate/system/load-target.ts'

const root = resolve(import.meta.dirname, '..')
const { config: code } = await loadTarget(join(root, 'preflight.config.ts'))
const { config: data } = await loadTarget(join(root, 'test/fixtures/reference.config.yaml'))

const account = { name: 'n', email: 'e@example.com', password: 'p' }
const session = { headers: {}, token: 't', refreshToken: 'r' }
const record = { company: '3', id: '4' }

const json = {
  id: 5,
  email: 'e',
  name: 'n',
  permissions: ['read', 'write'],
  access_token: 'e30.e30.c2ln',
  refresh_token: 'r',
}
const reply: Reply = { status: 200, headers: {}, text: JSON.stringify(json), json }

const figures = { checked_out: 2, idle: 3, waiting: 1 }
const metrics = [
  ...Object.entries(figures).map(([name, value]) => `db_pool_${name} ${value}`),
  'cache_hits_total{kind="permissions"} 7',
  'cache_hits_total{kind="company"} 9',
  '',
].join('\n')
const trial = { image: 'i', secret: (name: string) => `<${name}>` }
const probe = { request: async () => reply }

/** The arguments of each function, by its place; of operations by their name. */
const calls: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  login: [[account]],
  refresh: [[session]],
  logout: [[session]],
  profile: [[]],
  createAccount: [[account]],
  createCompany: [['n']],
  readCompany: [['3']],
  permissions: [['3']],
  changeRole: [['3', '6', 'editor']],
  removeMember: [['3', '6']],
  invalidate: [[], ['6']],
  createRecord: [['3', 'n']],
  readRecord: [[record], [{ ...record, id: "1'%20or%20'1'" }]],
  updateRecord: [[record, 'm']],
  deleteRecord: [[record]],
  invalidRecord: [['3']],
  requestPasswordReset: [['e@example.com']],
  beginOAuth: [[]],
  openSocket: [[session]],
  'commands.createAdmin': [[account]],
  'commands.backup': [['a file']],
  'commands.restore': [['a file']],
  'migrations.add': [[1, 'select 1;\nselect 2']],
  'poolFigures.command': [[JSON.stringify(figures)]],
  'poolFigures.metrics': [[metrics]],
  'cache.changeRoleBySql': [['3', '6', 'editor']],
  'cache.figures': [[metrics]],
  'edge.certificate.make': [['folder']],
  'compose.variables': [[trial]],
  'release.deploy': [['site']],
  'release.rollback': [['site']],
  'knobs.APP_VERSION.observe': [[probe]],
}

function argumentsFor(place: string): readonly (readonly unknown[])[] {
  if (place.startsWith('operations.') && place.endsWith('.result')) return [[reply]]
  const name = place.replace(/^operations\.(.*)\.request$/, '$1')
  const found = calls[name]
  if (found === undefined) throw new Error(`no arguments for ${place}`)
  return found
}

/** The config with what its functions return in their place. */
async function resolved(value: unknown, place = ''): Promise<unknown> {
  if (typeof value === 'function') {
    return await Promise.all(argumentsFor(place).map(async (args) => await value(...args)))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(async ([key, each]) => [
    key,
    await resolved(each, place === '' ? key : `${place}.${key}`),
  ])
  return Object.fromEntries(await Promise.all(entries))
}

test.for(Object.keys(code) as (keyof TargetConfig)[])('%s', async (part) => {
  // Commands without variables of their own have none in one form, and no key in the other.
  const withoutEmpty = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (key, each) =>
      key === 'environment' && JSON.stringify(each) === '{}' ? undefined : each,
    )
  const [expected, got] = [await resolved(code[part], part), await resolved(data[part], part)]
  expect(withoutEmpty(got)).toEqual(withoutEmpty(expected))
})

test('no part is left out, and none is added', () => {
  expect(Object.keys(data).sort()).toEqual(Object.keys(code).sort())
})
