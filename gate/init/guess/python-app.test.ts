/** Goal: a Python application is served by the server that its framework needs, under its name. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { draft } from '../init.ts'
import { folderOf } from '../testing/backends.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function launchOf(files: Readonly<Record<string, string>>) {
  const folder = folderOf(files)
  folders.push(folder)
  const { config } = await draft({ folder, kinds: ['command'], answers: [] })
  return config?.launch
}

test.each([
  [{ 'app.py': 'app = FastAPI(title="x")' }, 'uvicorn', ['app:app']],
  [{ 'app.py': 'from fastapi import FastAPI\n\napi: FastAPI = FastAPI()' }, 'uvicorn', ['app:api']],
  [{ 'shop/web/__init__.py': 'app = fastapi.FastAPI(' }, 'uvicorn', ['shop.web:app']],
  [
    { 'src/main.py': 'app = FastAPI()', 'tools/fake.py': 'fake = FastAPI()' },
    'uvicorn',
    ['src.main:app'],
  ],
  [{ 'service.py': 'web = Flask(__name__)' }, 'flask', ['--app', 'service:web', 'run']],
  [
    { 'service.py': 'web = Flask(__name__)', 'requirements.txt': 'flask\ngunicorn==23\n' },
    'gunicorn',
    ['service:web'],
  ],
  [
    { 'main.py': 'app = create_app()', 'requirements.txt': 'fastapi\nuvicorn\n' },
    'uvicorn',
    ['main:app'],
  ],
])('%j', async (files, command, args) => {
  expect(await launchOf(files)).toMatchObject({ command, args })
})

test.each([
  { 'one.py': 'app = FastAPI()', 'two.py': 'app = FastAPI()' },
  { 'one.py': 'def build():\n    app = FastAPI()\n    return app' },
  { 'one.js': 'app = FastAPI()' },
])('none is guessed from %j', async (files) => {
  expect(await launchOf(files)).toBeUndefined()
})
