import { describe, expect, test } from 'vitest'
import { readCompose } from '../deploy/compose/compose-file.ts'
import { absentFiles } from './absent-files.ts'
import { parseNginx } from './syntax.ts'

const conf = '/etc/nginx/nginx.conf'
const tls = 'ssl_certificate /etc/nginx/ssl/a.pem; ssl_certificate_key /etc/nginx/ssl/a.key;'

function absentOf(service: string, text = tls): string[] {
  const mounts = service.replace(
    /^volumes: \[/,
    'volumes: [./nginx.conf:/etc/nginx/nginx.conf:ro, ',
  )
  const written = `services:\n  edge:\n    image: nginx:1.28\n    ${mounts}\n`
  const [edge] = readCompose(written).services
  if (edge === undefined) throw new Error('no service')
  const directives = parseNginx(`http { server { ${text} } }`, conf)
  return absentFiles(edge, conf, { directives, leftOut: [] })
}

describe('a file that nothing mounts', () => {
  test('is named with its directive and its line', () => {
    expect(absentOf('volumes: []')).toEqual([
      'ssl_certificate /etc/nginx/ssl/a.pem (/etc/nginx/nginx.conf:1)',
      'ssl_certificate_key /etc/nginx/ssl/a.key (/etc/nginx/nginx.conf:1)',
    ])
  })

  test.each([
    ['a folder beside it', 'volumes: [./ssl:/etc/nginx/certs]', tls],
    ['a folder whose name only begins alike', 'volumes: [./ssl:/etc/nginx/ss]', tls],
    ['a relative path', 'volumes: [./ssl:/ssl]', 'ssl_dhparam dh/params.pem;'],
    ['a key in a folder of the system', 'volumes: [./a:/a]', 'ssl_certificate_key /etc/ssl/a.key;'],
    [
      'a configuration made of a template',
      'deploy: {}\n    volumes: [./t:/etc/nginx/templates]',
      tls,
    ],
    ['nginx by name', 'volumes: [./a:/a]\n    command: [nginx, -g, daemon off;]', tls],
  ])('%s', (_, service, text) => expect(absentOf(service, text)).not.toEqual([]))
})

describe('a configuration that nothing mounts', () => {
  const absent = [
    'manifests.nginx: no mount has /etc/nginx/nginx.conf or is below /etc/nginx/conf.d',
  ]
  test.each([
    ['beside other files of it', 'volumes: [./ssl:/etc/nginx/ssl]', absent],
    ['where the image does not look', 'volumes: [./a:/etc/nginx/sites-enabled]', absent],
    ['by this file: another may', 'volumes: [./html:/usr/share/nginx/html]', []],
    [
      'from a folder of templates with another name',
      'environment: { NGINX_ENVSUBST_TEMPLATE_DIR: /etc/nginx/t }\n' +
        '    volumes: [./t:/etc/nginx/t, ./ssl:/etc/nginx/ssl]',
      [],
    ],
    [
      'as a file of variables may say where the templates are',
      'env_file: .env\n    volumes: [./t:/etc/nginx/t]',
      [],
    ],
    [
      'by a path, as the command names one',
      'volumes: [./a:/etc/nginx/a]\n    command: nginx -c a',
      [],
    ],
  ])('%s', (_, service, expected) => {
    expect(absentOf(service.replace('volumes: [', 'volumes:  ['), '')).toEqual(expected)
  })
})

describe('a file that is there, or may be', () => {
  test.each([
    ['its folder is mounted', 'volumes: [./ssl:/etc/nginx/ssl:ro]'],
    ['with a slash at the end', 'volumes: [./ssl:/etc/nginx/ssl/]'],
    ['all of the configuration', 'volumes: [./nginx:/etc/nginx]'],
    ['a named volume', 'volumes: [certificates:/etc/nginx/ssl]'],
    ['the long form', 'volumes: [{ type: bind, source: ./s, target: /etc/nginx/ssl }]'],
    ['file by file', 'volumes: [./a:/etc/nginx/ssl/a.pem, ./b:/etc/nginx/ssl/a.key]'],
    ['a variable', 'volumes: ["./a:${TLS_FOLDER}"]'],
    ['a variable before the rest', 'volumes: ["./a:${TLS_FOLDER}/live"]'],
    ['a variable in the long form', 'volumes: [{ type: bind, source: ./a, target: "${AT:-}/a" }]'],
    ['volumes of another service', 'volumes: [./a:/a]\n    volumes_from: [certbot]'],
    ['a script of its own', 'volumes: [./a:/a]\n    command: [/make-and-run.sh]'],
    ['another entry point', 'volumes: [./a:/a]\n    entrypoint: /start.sh'],
    ['a script before nginx', 'volumes: [./make.sh:/docker-entrypoint.d/40-make.sh]'],
    ['a configuration that no mount has', 'deploy: {}'],
    ['a temporary folder', 'volumes: [./a:/a]\n    tmpfs: /etc/nginx/ssl'],
  ])('%s', (_, service) => expect(absentOf(service)).toEqual([]))

  test.each([
    ['a secret', 'ssl_certificate /run/secrets/a;', 'secrets: [a]'],
    [
      'a secret with a place of its own',
      'ssl_certificate /etc/nginx/ssl/a.pem;',
      'secrets: [{ source: a, target: /etc/nginx/ssl/a.pem }]',
    ],
    ['a config', 'ssl_dhparam /dh.pem;', 'configs: [dh.pem]'],
    [
      'authorities of the system',
      'ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;',
      '',
    ],
    ['a variable of nginx', 'ssl_certificate /etc/nginx/ssl/$ssl_server_name.pem;', ''],
    ['a key of an engine', 'ssl_certificate_key engine:pkcs11:a;', ''],
    ['two words', 'ssl_certificate a.pem b.pem;', ''],
    ['nothing named', 'listen 80;', ''],
  ])('%s', (_, text, more) => {
    expect(absentOf(`volumes: [./a:/a]\n    ${more}`, text)).toEqual([])
  })
})

describe('what other files have of the service', () => {
  function withPart(part: string): string[] {
    const text = `services: { edge: { volumes: [./a:${conf}] }, other: { ${part} } }`
    const [edge, other] = readCompose(text).services
    if (edge === undefined || other === undefined) throw new Error('no service')
    const directives = parseNginx(`http { server { ${tls} } }`, conf)
    return absentFiles(edge, conf, { directives, leftOut: [] }, [other])
  }

  test.each([
    ['the folder', 'volumes: [./ssl:/etc/nginx/ssl]'],
    ['a script that makes it', 'command: /make.sh'],
    ['another image', 'build: .'],
    ['volumes of another service', 'volumes_from: [certbot]'],
  ])('%s', (_, part) => expect(withPart(part)).toEqual([]))

  test('nothing of it', () => expect(withPart('restart: always')).toHaveLength(2))
})
