/** Goal: scripts of others become commands that the config takes, whatever they ask of a shell. */
import { rmSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { draft } from '../init.ts'
import { folderOf } from '../testing/backends.ts'
import { commandOf, withoutNpm } from './shell-command.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function drafted(files: Readonly<Record<string, string>>) {
  const folder = folderOf(files)
  folders.push(folder)
  return (await draft({ folder, kinds: ['command'], answers: [] })).config
}

test.each(['node server.js', "app --name 'a && b'"])('%s stays', (line) => {
  expect(commandOf(line)).toBe(line)
})

test.each([
  ['npm run build && node main.js', 'npm run build && exec node main.js'],
  ['A=b C=d node main.js', 'exec env A=b C=d node main.js'],
  ['cd api; A=1 serve $PORT', 'cd api; exec env A=1 serve $PORT'],
  ['serve $PORT', 'exec serve $PORT'],
  ['exec serve $PORT', 'exec serve $PORT'],
  ['serve $PORT | tee log', 'serve $PORT | tee log'],
  ['worker & serve $PORT', 'worker & serve $PORT'],
  ['serve $PORT || true', 'serve $PORT || true'],
  ['serve & cd a', 'serve & cd a'],
  ['(serve $PORT)', '(serve $PORT)'],
])('%s is for a shell', (line, script) => {
  expect(commandOf(line)).toEqual(['sh', '-c', script])
})

const path = 'export PATH="$PWD/node_modules/.bin:$PATH"'
test.each([
  ['cms start', 'node_modules/.bin/cms start'],
  ['node server.js', 'node server.js'],
  ['../cms start', '../cms start'],
  ['with-env A=1 cms start', `${path}; with-env A=1 cms start`],
  ['cms build && cms start', `${path}; cms build && cms start`],
  ['NODE_ENV=production cms start', `${path}; NODE_ENV=production cms start`],
  ['cd api&&cms start', `${path}; cd api&&cms start`],
])('the script %s finds what packages brought', (line, found) => {
  const there = ['node_modules/.bin/cms', 'node_modules/.bin/with-env']
  expect(withoutNpm(line, (file) => there.includes(file))).toBe(found)
  expect(withoutNpm(line, () => false)).toBe(line)
})

describe('a backend that is started by', () => {
  const source = { 'server.js': 'listen(process.env.PORT)' }
  const scripts = (start: string, more = {}) => ({
    ...source,
    'package.json': JSON.stringify({ name: 'a', scripts: { start, ...more } }),
  })

  test('a script with a variable in front', async () => {
    const config = await drafted(scripts('NODE_ENV=production node server.js'))
    const args = ['-c', 'exec env NODE_ENV=production node server.js']
    expect(config?.launch).toMatchObject({ command: 'sh', args, port: 'PORT' })
  })
  test('a script that a package brought the program of', async () => {
    const program = { 'node_modules/.bin/cms': '' }
    const plain = await drafted({ ...scripts('cms start'), ...program })
    expect(plain?.launch).toMatchObject({ command: 'node_modules/.bin/cms', args: ['start'] })
    const other = await drafted({ ...scripts('A=1 cms start'), ...program })
    const args = ['-c', `${path}; exec env A=1 cms start`]
    expect(other?.launch).toMatchObject({ command: 'sh', args, port: 'PORT' })
  })
  test('several commands of a Procfile, whose other flags stay', async () => {
    const web = 'web: mkdir -p logs && gunicorn -w 2 -b 0.0.0.0:$PORT shop:app\n'
    const config = await drafted({ Procfile: web })
    const args = ['-c', 'mkdir -p logs && exec gunicorn -w 2 shop:app']
    expect(config?.launch).toMatchObject({ command: 'sh', args, port: 'PORT' })
  })
  test('a program that is told its port in braces', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own notation
    const config = await drafted({ Procfile: 'web: java -Dport=${PORT} -jar a.jar\n' })
    expect(config?.launch).toMatchObject({ command: 'sh', port: 'PORT' })
  })
  test('gunicorn, with the whole address in a variable', async () => {
    const file = "bind = os.getenv('GUNICORN_BIND', '0.0.0.0:8000')\n"
    const config = await drafted({ Procfile: 'web: gunicorn a:app\n', 'gunicorn.conf.py': file })
    const args = ['-c', 'exec gunicorn a:app --bind 0.0.0.0:$PORT']
    expect(config?.launch).toMatchObject({ args, port: 'PORT' })
  })

  test('a script migrates, by as many commands as it has', async () => {
    const migrate = 'prisma generate && prisma migrate deploy'
    const config = await drafted(scripts('node server.js', { migrate }))
    const args = ['-c', 'prisma generate && exec prisma migrate deploy']
    expect(config?.commands?.migrate).toMatchObject({ command: 'sh', args })
  })
  test.each(['flask db upgrade', 'aerich upgrade'])('a release migrates by %s', async (release) => {
    const config = await drafted({ Procfile: `web: gunicorn a:app\nrelease: ${release}\n` })
    const [command, ...args] = release.split(' ')
    expect(config?.commands?.migrate).toEqual({ command, args })
  })
  test.each(['semantic-release', 'make'])('"release" does not migrate by %s', async (release) => {
    const config = await drafted(scripts('node server.js', { release }))
    expect(config?.commands?.migrate).toBeUndefined()
  })
})
