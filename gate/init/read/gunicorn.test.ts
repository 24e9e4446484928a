/** Goal: a backend behind gunicorn is started on the port that its own file leaves open. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { draft } from '../init.ts'
import { folderOf } from '../testing/backends.ts'
import { readGunicornFile } from './gunicorn.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test.each([
  ['bind = "0.0.0.0:8000"\nworkers = 4', { port: 'fixed', workers: 'fixed' }],
  ['bind = f"0.0.0.0:{os.environ[\'APP_PORT\']}"', { port: { variable: 'APP_PORT' } }],
  [
    `port = os.getenv("PORT", "8000")
bind = f":{port}"
workers: int = int(os.environ.get("N", 2))`,
    { port: { variable: 'PORT' }, workers: { variable: 'N' } },
  ],
  ['workers = multiprocessing.cpu_count() * 2 + 1', { workers: 'fixed' }],
  ['a = b\nb = a\nbind = a', { port: 'fixed' }],
  ['timeout = 30', {}],
])('%j', (text, facts) => {
  expect(readGunicornFile(text)).toEqual(facts)
})

const django = {
  'manage.py': 'from django.core.management import execute_from_command_line',
  'shop/wsgi.py': 'application = get_wsgi_application()',
  'shop/settings.py': 'SECRET_KEY = os.environ["SECRET_KEY"]',
  'requirements.txt': 'django==5.2\ngunicorn==23.0\n',
}

async function configOf(files: Readonly<Record<string, string>>) {
  const folder = folderOf({ ...django, ...files })
  folders.push(folder)
  const { config } = await draft({ folder, kinds: ['command'], answers: [] })
  return config
}

test('a fixed port is replaced on the command line, and fixed workers are no setting', async () => {
  const config = await configOf({ 'gunicorn.conf.py': 'bind = "0.0.0.0:8000"\nworkers = 4\n' })
  const args = ['-c', 'exec gunicorn shop.wsgi:application --bind 0.0.0.0:$PORT']
  expect(config?.launch).toMatchObject({ command: 'sh', args, port: 'PORT' })
  expect(config?.settings?.workers).toBeUndefined()
})

test('a port from a variable is given by that variable', async () => {
  const config = await configOf({ 'gunicorn.conf.py': 'bind = ":" + os.environ["LISTEN_ON"]\n' })
  expect(config?.launch).toMatchObject({ args: ['shop.wsgi:application'], port: 'LISTEN_ON' })
  expect(config?.settings?.workers).toBe('WEB_CONCURRENCY')
})

test('what a shell has to fill in is given to a shell', async () => {
  const ini = { 'production.ini': '[app:main]\nuse = egg:shop\n' }
  const config = await configOf({ ...ini, 'requirements.txt': 'pyramid==2.0\nwaitress==3.0\n' })
  const args = ['-c', 'exec pserve production.ini http_port=$PORT']
  expect(config?.launch).toMatchObject({ command: 'sh', args, port: 'PORT' })
})
