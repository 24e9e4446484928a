/** Small folders of backends in several languages, for tests. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Writes files into a new folder. @returns its path */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-init-'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

const text = { type: 'string' }
const object = (properties: object, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
})
const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const answering = (schema: object) => ({ responses: { 200: json(schema) } })

/** The document of an API with a login by form, users, and items. */
export const openapi = JSON.stringify({
  openapi: '3.1.0',
  servers: [{ url: 'https://api.example.com/v1' }],
  paths: {
    '/healthz': { get: answering(object({})) },
    '/login/access-token': {
      post: {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': { schema: { $ref: '#/components/schemas/Login' } },
          },
        },
        ...answering({ $ref: '#/components/schemas/Token' }),
      },
    },
    '/users/me': { get: answering(object({ email: text })) },
    '/users/': {
      post: {
        requestBody: json(
          object(
            {
              email: { type: 'string', format: 'email' },
              password: text,
              full_name: { anyOf: [text, { type: 'null' }] },
            },
            ['email', 'password'],
          ),
        ),
        ...answering(object({ id: text })),
      },
    },
    '/items/': {
      post: {
        requestBody: json(
          object({ title: text, kind: { type: 'string', enum: ['a', 'b'] } }, ['title', 'kind']),
        ),
        ...answering(object({ id: text, title: text })),
      },
    },
    '/items/{id}': {
      get: answering(object({})),
      put: answering(object({})),
      delete: answering(object({})),
    },
  },
  components: {
    schemas: {
      Login: object({ username: text, password: text }, ['username', 'password']),
      Token: object({ access_token: text, refresh_token: text }),
    },
  },
})

export const fastapi = {
  'pyproject.toml':
    '[project]\nname = "shop_api"\nversion = "0.1.0"\n' +
    'dependencies = ["fastapi>=0.115", "uvicorn"]\n',
  'app/main.py': 'import os\n\napp = FastAPI()\ntimeout = os.environ["DB_POOL_TIMEOUT"]\n',
  'alembic.ini': '',
  '.env.example': `ENVIRONMENT=local
SECRET_KEY=changethis
DATABASE_URL=postgresql+asyncpg://app:app@localhost/app
REDIS_URL=redis://localhost:6379/0
FIRST_SUPERUSER=admin@example.com
FIRST_SUPERUSER_PASSWORD=changethis
ACCESS_TOKEN_EXPIRE_MINUTES=60
PROJECT_NAME="My shop"
#DB_POOL_SIZE=5
`,
  'openapi.json': openapi,
} as const

export const express = {
  'package.json': JSON.stringify({
    name: '@acme/orders',
    version: '2.0.0',
    scripts: { start: 'node dist/server.js', migrate: 'node dist/migrate.js' },
    dependencies: { express: '5', pg: '8' },
  }),
  '.env.sample':
    'HTTP_PORT=3000\nDB_HOST=localhost\nDB_PORT=5432\n' +
    'DB_USER=orders\nDB_PASSWORD=\nDB_NAME=orders\n',
  'src/config.ts': 'export const key = process.env.SESSION_SECRET\n',
} as const

export const go = {
  'go.mod': 'module github.com/acme/ledger\n\ngo 1.24\n\nrequire github.com/jackc/pgx/v5 v5.7.0\n',
  'main.go': 'package main\n\nvar url = os.Getenv("DATABASE_URL")\n',
  Dockerfile: `FROM golang:1.24 AS build
EXPOSE 1
FROM debian:12
EXPOSE 8080/tcp
HEALTHCHECK --interval=5s CMD wget -q -O - http://localhost:8080/healthz || exit 1
CMD ["/ledger"]
`,
  'compose.yaml': `services:
  api:
    build: .
    ports: ["80:8080"]
    environment:
      DATABASE_URL: postgres://ledger:secret@db/ledger
      DB_MAX_OPEN_CONNS: "20"
  db:
    image: postgres:16
`,
} as const

/** A program with a table of its variables, whose deployment is in folders below. */
export const goModule = {
  'go.mod': 'module reader.app/v2\n\ngo 1.26\n',
  'main.go': 'package main\n',
  Procfile: 'web: reader.app\n',
  'internal/config.go': `var options = map[string]*option{
\t"DATABASE_CONNECTION_LIFETIME": {},
\t"DATABASE_MAX_CONNS": {},
\t"DATABASE_URL": {},
\t"OAUTH2_CLIENT_SECRET": {},
\t"PORT": {},
\t"WORKER_POOL_SIZE": {},
}
`,
  'internal/cli.go': '\tflag.BoolVar(&migrate, "migrate", false, "migrate and exit")\n',
  'internal/routes.go': `\tmux.HandleFunc("GET /healthz", alive)
\tmux.HandleFunc("/readyz", ready)
\tmux.Handle("GET /metrics", metrics)
`,
  'internal/routes_test.go': '\tget(t, "/h")\n',
  'contrib/docker-compose/basic.yml': `services:
  reader:
    image: reader/reader:latest
    ports: ["80:8080"]
    environment:
      - DATABASE_URL=postgres://reader:secret@db/reader?sslmode=disable
  db:
    image: postgres:17
`,
  'packaging/debian/Dockerfile': 'FROM debian\n',
  'packaging/docker/alpine/Dockerfile': 'FROM alpine\nEXPOSE 8080\n',
}

/** An application of PasteDeploy, deployed by an ini file and a script. */
export const pyramid = {
  'requirements.txt': 'pyramid==2.0\ngunicorn==23.0\n',
  'production.ini': '[app:main]\nuse = egg:shop\n',
  run: '#!/bin/sh\nSTORE_URL="$DATABASE_URL"\nprogram=$1\nshift\nexec ".venv/bin/$program" "$@"\n',
}

const library = '.venv/lib/python3.12/site-packages'

/** The same, where the application is an installed package with settings and a program. */
export const installed = {
  'requirements.txt': 'shop==1.0\ngunicorn==23.0\n',
  'production.ini':
    '[app:main]\nuse = egg:shop\nshop.db_pool_size = 25\n# shop.max_overflow = 5\n' +
    '\n[loggers]\nkeys = root\n',
  run: pyramid.run,
  [`${library}/shop/env.py`]:
    'def read(key):\n    name = key.replace(".", "_").upper()\n    return os.environ.get(name)\n',
  [`${library}/shop/__init__.py`]: 'DEFAULT_SETTINGS = {\n    "cookie_secret": "",\n}\n',
  [`${library}/shop-1.0.dist-info/entry_points.txt`]:
    '[console_scripts]\nshop = shop.cli:main\n\n[paste.app_factory]\nmain = shop:main\n',
  '.venv/bin/shop': '',
}
