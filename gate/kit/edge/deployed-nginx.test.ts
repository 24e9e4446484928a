/** Where a configuration is mounted, and what is written from a template before nginx reads it. */
import { describe, expect, test } from 'vitest'
import { deployedNginx } from './deployed-nginx.ts'
import { readTree } from './nginx-tree.ts'
import { type Deployment, withTrial } from './testing/trial.ts'

interface Found {
  role: string
  manifest: string
  text: string | undefined
}

const found = (deployment: Deployment): Promise<Found> =>
  withTrial(deployment, async ({ target }) => {
    const deployed = await deployedNginx(target)
    const { files } = readTree(deployed)
    const { role, manifest } = deployed
    return { role, manifest, text: files.get(manifest) }
  })

const template = `server { server_name \${DOMAIN}; add_header X $host always;
  location / { proxy_pass http://$BACKEND:8000; } }`
const rendered = `server { server_name api.example.com; add_header X $host always;
  location / { proxy_pass http://backend:8000; } }`

/** A deployment whose edge has these lines; its manifest is `site.conf.template`. */
const edge = (lines: string, more: Record<string, string> = {}, text = template): Deployment => ({
  files: {
    'site.conf.template': text,
    'compose.yml': `services:\n  web:\n    image: nginx:1.28-alpine\n${lines}`,
    ...more,
  },
  config: { manifests: { nginx: 'site.conf.template' } },
})
const mount =
  '    volumes: ["./site.conf.template:/etc/nginx/templates/default.conf.template:ro"]\n'
const values = '    environment: { DOMAIN: api.example.com, BACKEND: backend }\n'

describe('a template of the official image is what the image makes of it', () => {
  const conf = '/etc/nginx/conf.d/default.conf'
  test.each<[string, Deployment, string]>([
    ['with a map of variables', edge(mount + values), conf],
    [
      'with a list of variables',
      edge(`${mount}    environment:\n      - DOMAIN=api.example.com\n      - BACKEND=backend\n`),
      conf,
    ],
    [
      'with a file of variables',
      edge(`${mount}    env_file: edge.env\n`, {
        'edge.env': 'DOMAIN=api.example.com\nBACKEND=backend\n',
      }),
      conf,
    ],
    [
      'with defaults of the compose file',
      edge(
        `${mount}    environment:
      DOMAIN: \${DOMAIN:-api.example.com}
      BACKEND: backend\n`,
      ),
      conf,
    ],
    [
      'with an .env file beside the compose file',
      edge(`${mount}    environment:\n      DOMAIN:\n      BACKEND: \${UP}\n`, {
        '.env': 'DOMAIN=api.example.com\nUP=backend\n',
      }),
      conf,
    ],
    [
      'in a folder that is mounted, below it',
      {
        files: {
          'templates/sites/api.conf.template': template,
          'compose.yml': `services:\n  web:\n    image: nginx:1.28
    volumes: ["./templates:/etc/nginx/templates"]
    command: [nginx, "-g", "daemon off;"]\n${values}`,
        },
        config: { manifests: { nginx: 'templates/sites/api.conf.template' } },
      },
      '/etc/nginx/conf.d/sites/api.conf',
    ],
    [
      'with folders and an ending of its own',
      edge(
        `    volumes: ["./site.conf.template:/templates/nginx.conf.tpl"]
    environment: { DOMAIN: api.example.com, BACKEND: backend,
      NGINX_ENVSUBST_TEMPLATE_DIR: /templates,
      NGINX_ENVSUBST_TEMPLATE_SUFFIX: .tpl, NGINX_ENVSUBST_OUTPUT_DIR: /etc/nginx/conf.d }\n`,
      ),
      '/etc/nginx/conf.d/nginx.conf',
    ],
    [
      'where the config says where it is found',
      {
        ...edge(mount + values),
        config: { manifests: { nginx: 'site.conf.template' }, edge: { mountedAt: conf } },
      },
      conf,
    ],
    [
      'that is in the image, where the config says',
      {
        ...edge(values),
        config: {
          manifests: { nginx: 'site.conf.template' },
          edge: { mountedAt: '/etc/nginx/templates/default.conf.template' },
          deployment: { services: { edge: 'web' } },
        },
      },
      conf,
    ],
  ])('%s', async (_, deployment, manifest) => {
    if (manifest.includes('sites')) {
      // The image's main file includes no folders below conf.d.
      await expect(found(deployment)).rejects.toThrow(`nothing includes manifests.nginx`)
      return
    }
    expect(await found(deployment)).toEqual({ role: 'fragment', manifest, text: rendered })
  })

  test('a name that nobody defines stays, and so does what a filter leaves out', async () => {
    const text = 'server { server_name ${DOMAIN}; root ${ROOT}; return 200 $host; }'
    const filtered = 'environment: { DOMAIN: a.example.com, NGINX_ENVSUBST_FILTER: "^X" }'
    const lines = `${mount}    ${filtered}\n`
    expect((await found(edge(lines, {}, text))).text).toBe(text)
    expect((await found(edge(mount + values, {}, text))).text).toBe(
      text.replace('${DOMAIN}', 'api.example.com'),
    )
  })

  test("the image's own resolvers", async () => {
    const text = 'resolver ${NGINX_LOCAL_RESOLVERS} valid=2s;'
    const lines = `${mount}    environment: { NGINX_ENTRYPOINT_LOCAL_RESOLVERS: "true" }\n`
    expect((await found(edge(lines, {}, text))).text).toBe('resolver 127.0.0.11 valid=2s;')
  })
})

describe('envsubst in the command', () => {
  const at = '    volumes: ["./site.conf.template:/t/a"]\n'
  test.each([
    `command: sh -c "envsubst '$$DOMAIN $$BACKEND' < /t/a > /etc/nginx/conf.d/a.conf; nginx"`,
    `command: ["sh", "-c", "envsubst '$\${DOMAIN},$\${BACKEND}' </t/a >/etc/nginx/conf.d/a.conf"]`,
    `entrypoint: /bin/sh -c 'envsubst "\`env | cut -d= -f1\`" < /t/a > /etc/nginx/conf.d/a.conf'`,
  ])('%s', async (command) => {
    const result = await found(edge(`${at}${values}    ${command}\n`))
    expect(result).toEqual({
      role: 'fragment',
      manifest: '/etc/nginx/conf.d/a.conf',
      text: rendered,
    })
  })

  test('without a list it takes the variables of nginx too', async () => {
    const command = 'command: sh -c "envsubst < /t/a > /etc/nginx/conf.d/a.conf && nginx"'
    const { text } = await found(edge(`${at}${values}    ${command}\n`))
    expect(text).toBe(rendered.replace('$host', ''))
  })
})

describe('a template that nobody can fill in here is named at once', () => {
  const refused = async (deployment: Deployment, message: RegExp | string) => {
    await expect(found(deployment)).rejects.toMatchObject({
      code: 'PREFLIGHT_E_INCONCLUSIVE',
      message: expect.stringMatching(message),
    })
  }
  test.each<[string, Deployment, RegExp]>([
    [
      'a variable that the operator sets',
      edge(`${mount}    environment: { DOMAIN: "\${DOMAIN:?}", BACKEND: backend }\n`),
      /default.conf.template:1 is a template, and DOMAIN has no value: service web/,
    ],
    [
      'a variable of a file that is not here',
      edge(`${mount}    env_file: [secret.env]\n    environment: { DOMAIN: a.example.com }\n`),
      /default.conf.template:2 is a template, and BACKEND has no value/,
    ],
    [
      'no service that mounts it',
      edge(values),
      /^manifests.nginx is a template \(site.conf.template:1: \$\{DOMAIN\}\)/,
    ],
    [
      'no compose file',
      { files: { 'nginx.conf': 'http {\n# ${X}\nserver_name {{ domain }}; }' } },
      /template \(nginx.conf:3: \{\{\)/,
    ],
    [
      'a command that is not nginx: then the image fills nothing in',
      edge(`${mount}${values}    command: sh -c "nginx -g 'daemon off;'"\n`),
      /nothing includes manifests.nginx, which is mounted at \/etc\/nginx\/templates/,
    ],
  ])('%s', async (_, deployment, message) => await refused(deployment, message))

  test('a variable of nginx in capitals is none', async () => {
    const text =
      'events {} http { server { set $UP backend; location / { proxy_pass http://$UP; } } }'
    expect((await found({ files: { 'nginx.conf': text } })).text).toBe(text)
  })
})

describe('a configuration that is mounted', () => {
  test('beside a main file of its own is included by that one', async () => {
    const files = {
      'nginx.conf': 'events {} http { server_tokens off; include conf.d/*.conf; }',
      'site.conf': 'server { listen 80; }',
      'compose.yml': `services:\n  web:\n    image: nginx\n    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf\n      - ./site.conf:/etc/nginx/conf.d/site.conf\n`,
    }
    await withTrial(
      { files, config: { manifests: { nginx: 'site.conf' } } },
      async ({ target }) => {
        const deployed = await deployedNginx(target)
        expect(deployed).toMatchObject({ role: 'fragment', main: { text: files['nginx.conf'] } })
      },
    )
  })

  test('with the formats and parameters that the image brings', async () => {
    const text = 'server { access_log /dev/stdout main; location / { include uwsgi_params; } }'
    await withTrial(
      {
        files: { 'nginx.conf': text },
        config: { edge: { mountedAt: '/etc/nginx/conf.d/a.conf' } },
      },
      async ({ target }) => {
        const { files } = readTree(await deployedNginx(target))
        expect(files.get('/etc/nginx/nginx.conf')).toContain('log_format main ')
        expect([...files.keys()]).toContain('/etc/nginx/uwsgi_params')
      },
    )
  })
})

test.each([
  'volumes: ["./site.conf:/etc/nginx/templates/default.conf.template"]',
  'volumes: ["./site.conf:/t/a"]\n    command: sh -c "envsubst < /t/a > /etc/nginx/conf.d/a.conf"',
])('what lies beside a template is not included with its text: %s', async (lines) => {
  const files = {
    'site.conf': 'include /etc/nginx/conf.d/common; server { server_name ${DOMAIN}; }',
    common: 'client_max_body_size 1m;',
    'old.conf': 'include /etc/nginx/conf.d/common; server { listen 81; }',
    'compose.yml': `services:\n  web:\n    image: nginx:1.28\n    ${lines}\n${values}`,
  }
  await withTrial({ files, config: { manifests: { nginx: 'site.conf' } } }, async ({ target }) => {
    const read = [...readTree(await deployedNginx(target)).files.keys()]
    expect(read.filter((path) => path.includes('conf.d'))).toHaveLength(2)
    expect(read).not.toContain('/etc/nginx/conf.d/old.conf')
  })
})

describe('what is not HTTP is left out', () => {
  test.each([
    'stream { server { listen 5432; proxy_pass db:5432; } }',
    'mail { server { listen 25; } }',
    'include streams.conf;',
    'stream { include streams.d/*.conf; }',
  ])('%s', async (text) => {
    const main = `events {} ${text} http { server { listen 80; } }`
    const files = {
      'nginx.conf': main,
      'streams.conf':
        'stream { upstream db { server db:5432; } server { listen 1; proxy_pass db; } }',
      'streams.d/a.conf': 'server { listen 5432; proxy_pass db:5432; }',
    }
    await withTrial({ files }, async ({ target }) => {
      const { directives, leftOut } = readTree(await deployedNginx(target))
      expect(leftOut).toHaveLength(1)
      expect(JSON.stringify(directives)).not.toContain('5432')
    })
  })
})
