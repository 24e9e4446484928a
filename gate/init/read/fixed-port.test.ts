/** Goal: a port that a command fixes becomes the one that the gate gives. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { draft } from '../init.ts'
import { folderOf } from '../testing/backends.ts'
import { withOpenPort } from './fixed-port.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test.each([
  ['fastapi run app/main.py --port 80 --workers 2', '--port $PORT --workers 2'],
  ['daphne -b 0.0.0.0 -p 8001 shop.asgi:application', '-p $PORT shop.asgi:application'],
  ['hypercorn shop:app --bind=0.0.0.0:8000', '--bind=0.0.0.0:$PORT'],
  ['php -S 0.0.0.0:8080 -t public', '-S 0.0.0.0:$PORT -t public'],
  ['python manage.py runserver', 'runserver 0.0.0.0:$PORT'],
  ['python manage.py runserver 0.0.0.0:8000 --noreload', '0.0.0.0:$PORT --noreload'],
  ['fastapi run', 'fastapi run --port $PORT'],
  ['php artisan serve --host 0.0.0.0', '--host 0.0.0.0 --port=$PORT'],
])('%s', (command, end) => {
  expect(withOpenPort(command)?.endsWith(end)).toBe(true)
})

test.each(['node server.js', 'fastapi run && echo done', 'app -p', 'app --port $P', 'app -p 80a'])(
  '%s shows no port',
  (command) => expect(withOpenPort(command)).toBeUndefined(),
)

async function launchOf(files: Readonly<Record<string, string>>) {
  const folder = folderOf(files)
  folders.push(folder)
  return (await draft({ folder, kinds: ['command'], answers: [] })).config?.launch
}

test('of a Procfile, and of a script', async () => {
  expect(await launchOf({ Procfile: 'web: hypercorn shop:app -b :8000\n' })).toMatchObject({
    args: ['-c', 'exec hypercorn shop:app -b :$PORT'],
    port: 'PORT',
  })
  const scripts = { 'start:prod': 'next start -p 3000' }
  expect(await launchOf({ 'package.json': JSON.stringify({ name: 'a', scripts }) })).toMatchObject({
    command: 'next',
    args: ['start'],
    port: 'PORT',
  })
})
