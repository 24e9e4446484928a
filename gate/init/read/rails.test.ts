/** Goal: a Rails application is started on the port that Puma's file leaves open, and more. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { draft } from '../init.ts'
import { folderOf } from '../testing/backends.ts'
import { readPumaFile } from './rails.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test.each([
  ['port ENV.fetch("PORT") { 3000 }', { port: { variable: 'PORT' } }],
  ["port ENV.fetch('HTTP_PORT', 3000)", { port: { variable: 'HTTP_PORT' } }],
  ['bind "tcp://0.0.0.0:#{ENV["APP_PORT"]}"', { port: { variable: 'APP_PORT' } }],
  ['bind "tcp://0.0.0.0:9292"\nworkers 4', { port: 'fixed', workers: 'fixed' }],
  ['n = ENV.fetch("PROCS") { 2 }\nworkers n', { workers: { variable: 'PROCS' } }],
  [
    'workers ENV.fetch("WEB_CONCURRENCY", 2) if ENV["RAILS_ENV"] == "production"',
    { workers: { variable: 'WEB_CONCURRENCY' } },
  ],
  ['# workers 4\nthreads 5, 5', {}],
])('%j', (text, facts) => {
  expect(readPumaFile(text)).toEqual(facts)
})

const rails = {
  'bin/rails': '#!/usr/bin/env ruby\n',
  Gemfile: 'gem "rails"\ngem "pg"\ngem "puma"\n',
  'config/application.rb': 'module Shop\nend\n',
  'config/database.yml': `default: &default
  adapter: postgresql
  # pool: <%= ENV["OLD_POOL"] %>
  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>
  checkout_timeout: <%= ENV.fetch("DB_CHECKOUT_TIMEOUT", 5) %>
production:
  <<: *default
  url: <%= ENV["SHOP_DATABASE_URL"] %>
`,
  'config/puma.rb': 'threads 5, 5\nport ENV.fetch("PORT", 3000)\nplugin :tmp_restart\n',
  'config/routes.rb': 'get "up" => "rails/health#show", as: :rails_health_check\n',
}

async function configOf(files: Readonly<Record<string, string>> = {}) {
  const folder = folderOf({ ...rails, ...files })
  folders.push(folder)
  const { config } = await draft({ folder, kinds: ['command'], answers: [] })
  return config
}

test('its pool, its workers, its keys and its health are found where Rails has them', async () => {
  expect(await configOf()).toMatchObject({
    launch: { command: 'bin/rails', args: ['server'], port: 'PORT', host: 'BINDING' },
    environment: { production: { RAILS_ENV: 'production' } },
    settings: {
      environment: 'RAILS_ENV',
      secretKey: 'SECRET_KEY_BASE',
      poolSize: 'RAILS_MAX_THREADS',
      poolTimeout: 'DB_CHECKOUT_TIMEOUT',
      workers: 'WEB_CONCURRENCY',
    },
    backing: { postgres: 'SHOP_DATABASE_URL' },
    endpoints: { health: '/up' },
  })
})

test('a fixed port is replaced on the command line, and fixed workers are no setting', async () => {
  const config = await configOf({
    Procfile: 'web: bundle exec puma -C config/puma.rb\n',
    'config/puma.rb': 'workers 4\nport 3000\n',
  })
  const args = ['-c', 'exec bundle exec puma -C config/puma.rb -p $PORT']
  expect(config?.launch).toMatchObject({ command: 'sh', args, port: 'PORT' })
  expect(config?.settings?.workers).toBeUndefined()
})
