/** A configuration that is in an image: what the Dockerfile copies, sets and starts. */
import { describe, expect, test } from 'vitest'
import { deployedNginx } from './deployed-nginx.ts'
import { edgeImageOf } from './edge-image.ts'
import { readTree } from './nginx-tree.ts'
import { type Deployment, withTrial } from './testing/trial.ts'

const site = 'server { listen 80; location /api { proxy_pass http://backend:8000; } }'
const whole = `events {} http { ${site} }`
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the notation of templates
const template = 'server { listen ${PORT}; root $document_root; proxy_pass $API_URL; }'
const rendered = 'server { listen 8080; root $document_root; proxy_pass http://api:8000; }'

/** A service `web` that is built from a Dockerfile; the manifest is `web/site.conf`. */
const built = (dockerfile: string, text = site, more: Record<string, string> = {}): Deployment => ({
  files: {
    'web/site.conf': text,
    'web/Dockerfile': dockerfile,
    'compose.yml': `services:
  api: { build: ., environment: { POOL: "1" } }
  web: { build: ./web }\n`,
    Dockerfile: 'FROM node:24\nCOPY . /app\n',
    ...more,
  },
  config: { manifests: { nginx: 'web/site.conf' } },
})

const found = (deployment: Deployment) =>
  withTrial(deployment, async ({ target }) => {
    const deployed = await deployedNginx(target)
    const { role, manifest, service } = deployed
    const text = readTree(deployed).files.get(manifest)
    return { role, manifest, text, image: edgeImageOf(service).image }
  })

const conf = '/etc/nginx/conf.d/default.conf'
const variables = 'ENV PORT=8080 \\\n    API_URL="http://api:8000"\n'

describe('found where the image has it', () => {
  test.each<[string, Deployment, object]>([
    [
      'a page built in a stage before',
      built(`FROM node:24 AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build
FROM nginx:1.29-alpine
COPY --from=build /app/dist /usr/share/nginx/html
COPY --chown=nginx:nginx site.conf ${conf}
CMD ["nginx", "-g", "daemon off;"]`),
      { role: 'fragment', manifest: conf, text: site, image: 'nginx:1.29-alpine' },
    ],
    [
      'a main file',
      built('FROM nginx\nCOPY ./site.conf /etc/nginx/nginx.conf', whole),
      { role: 'main', manifest: '/etc/nginx/nginx.conf', text: whole },
    ],
    [
      'in the JSON form, into a folder',
      built('FROM nginx\nCOPY ["site.conf", "/etc/nginx/conf.d/"]'),
      { role: 'fragment', manifest: '/etc/nginx/conf.d/site.conf' },
    ],
    [
      'into a folder that the image has, by a pattern',
      built('FROM nginx\nADD *.conf /etc/nginx/conf.d'),
      { role: 'fragment', manifest: '/etc/nginx/conf.d/site.conf' },
    ],
    [
      'relative to a working directory',
      built('FROM nginx\nWORKDIR /etc/nginx\nCOPY site.conf conf.d/default.conf'),
      { role: 'fragment', manifest: conf },
    ],
    [
      'in a stage that others start from',
      built(`ARG V=1.27\nFROM nginx:\${V} AS base\nCOPY site.conf ${conf}\nFROM base\nRUN true`),
      { role: 'fragment', manifest: conf, image: 'nginx:1.27' },
    ],
    [
      "as a site of a distribution's package",
      built('FROM alpine:3.20\nRUN apk add nginx\nCOPY site.conf /etc/nginx/http.d/default.conf'),
      { role: 'fragment', manifest: '/etc/nginx/http.d/default.conf', text: site },
    ],
    [
      'with a context and a file of their own',
      built('FROM scratch', site, {
        'compose.yml':
          'services: { web: { build: { context: ., dockerfile: docker/web.Dockerfile } } }',
        'docker/web.Dockerfile': `FROM nginx:1.28\nCOPY web/site.conf ${conf}`,
      }),
      { role: 'fragment', manifest: conf, image: 'nginx:1.28' },
    ],
    [
      'what is mounted lies over it',
      built(`FROM nginx\nCOPY site.conf ${conf}`, site, {
        'compose.yml': 'services: { web: { build: web, volumes: ["./web:/etc/nginx/conf.d:ro"] } }',
      }),
      { role: 'fragment', manifest: '/etc/nginx/conf.d/site.conf' },
    ],
  ])('%s', async (_, deployment, expected) => {
    expect(await found(deployment)).toMatchObject(expected)
  })
})

describe('a template that is in the image', () => {
  const copy = 'COPY site.conf /etc/nginx/templates/default.conf.template'
  const result = { role: 'fragment', manifest: conf, text: rendered }
  test.each<[string, string, Record<string, string>]>([
    ['with variables of the Dockerfile', `FROM nginx\n${variables}${copy}`, {}],
    [
      'with an argument',
      `FROM nginx\nARG PORT=8080\nENV PORT=$PORT\nENV API_URL http://api:8000\n${copy}`,
      {},
    ],
    [
      'with variables of the compose file over them',
      `FROM nginx\nENV PORT=80 API_URL=x\n${copy}`,
      {
        'compose.yml': `services: { web: { build: web,
          environment: { PORT: 8080, API_URL: "http://api:8000" } } }`,
      },
    ],
    [
      'that a script fills in',
      `FROM alpine\n${variables}COPY site.conf /etc/nginx/site.tpl\nCOPY run.sh /run.sh
CMD ["/run.sh"]`,
      {
        'web/run.sh': `#!/bin/sh\nset -e
envsubst '\${PORT} \${API_URL}' \\\n  < /etc/nginx/site.tpl \\\n  > ${conf}\n
nginx -g 'daemon off;'`,
      },
    ],
    [
      'that the command fills in',
      `FROM nginx\n${variables}COPY site.conf /etc/nginx/site.tpl
CMD sh -c "envsubst '$PORT $API_URL' < /etc/nginx/site.tpl > ${conf} && nginx"`,
      {},
    ],
  ])('%s', async (_, dockerfile, more) => {
    expect(await found(built(dockerfile, template, more))).toMatchObject(result)
  })

  test('and a filter leaves the others out', async () => {
    const dockerfile = `FROM nginx\n${variables}ENV NGINX_ENVSUBST_FILTER=^PORT$\n${copy}`
    const { text } = await found(built(dockerfile, template))
    expect(text).toBe(rendered.replace('http://api:8000', '$API_URL'))
  })

  test('a variable is open that the one who builds the image gives', async () => {
    const dockerfile = `FROM nginx\nARG API\nENV PORT=80\nENV API_URL=$API\n${copy}`
    await expect(found(built(dockerfile, template))).rejects.toMatchObject({
      code: 'PREFLIGHT_E_INCONCLUSIVE',
      message: expect.stringContaining('API_URL has no value'),
    })
    const compose = `services: { web: { build: { context: web, args: ["API=http://api:8000"] },
      environment: { PORT: 8080 } } }`
    const given = built(dockerfile, template, { 'compose.yml': compose })
    expect(await found(given)).toMatchObject(result)
  })

  test.each([`export PORT="\${PORT:-10000}"`, `: "\${PORT:=80}"`])(
    'a variable that a script sets is open: %s',
    async (line) => {
      const dockerfile = `FROM nginx\nENV API_URL=http://a\nCOPY site.conf /etc/nginx/site.tpl
COPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]`
      const script = `${line}\nenvsubst '$PORT $API_URL' < /etc/nginx/site.tpl > ${conf}`
      const deployment = built(dockerfile, template, { 'web/run.sh': script })
      await expect(found(deployment)).rejects.toMatchObject({
        code: 'PREFLIGHT_E_INCONCLUSIVE',
        message: expect.stringContaining('a script gives PORT its value'),
      })
    },
  )
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the notation of templates
