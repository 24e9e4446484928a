/** What a wrong file is told: line, column, key, what was expected, and what was meant. */
import { describe, expect, test } from 'vitest'
import { readData } from './read-data.ts'

const start = 'name: x\nlaunch: { command: node main.js, port: PORT }\n'

function problemsOf(text: string): string[] {
  const read = readData(text)
  return 'problems' in read ? read.problems : []
}

/** The one problem of the lines from line 3 on. */
function problemIn(lines: string): string {
  const problems = problemsOf(start + lines)
  expect(problems).toHaveLength(1)
  return problems[0] ?? ''
}

function dataOf(lines: string): unknown {
  const read = readData(start + lines)
  return 'data' in read ? read.data : read.problems
}

const requestKeys =
  'get, post, put, patch, delete, options, method, path, query, headers, json, form, ' +
  'multipart, text, anonymous'

describe('a file that is no config', () => {
  test.for([
    ['', 'the file is empty: expected at least name and launch'],
    ['# nothing\n', 'the file is empty: expected at least name and launch'],
    ['name: x\n\tlaunch: y\n', '2:1: no valid YAML: a tab is used to indent: YAML wants spaces'],
    ['name: x\nname: y\n', '2:1: no valid YAML: Map keys must be unique'],
    [
      'name: [x\n',
      '2:1: no valid YAML: Flow sequence in block collection must be sufficiently indented and ' +
        'end with a ]',
    ],
    [
      'name: x\n---\nname: y\n',
      '2:1: no valid YAML: expected one document, got several, separated by ---',
    ],
    [
      'name: !!js/function x\n',
      '1:7: no valid YAML: Unresolved tag: tag:yaml.org,2002:js/function',
    ],
    [
      'name: *none\n',
      'no valid YAML: Unresolved alias (the anchor must be set before the alias): none',
    ],
    ['- name: x\n', '1:1: expected an object, got a list'],
    ['just text', '1:1: expected an object, got text'],
  ])('%j', ([text = '', problem]) => {
    expect(problemsOf(text)[0]).toEqual(problem)
  })

  test('a value that holds itself', () => {
    expect(problemsOf('name: x\nlaunch: &l { command: *l }')).toEqual([
      'no valid YAML: an anchor contains an alias of itself',
    ])
  })

  test.for(['!!binary AAAA', '!!set { a }', '!!omap [a: 1]', '!!timestamp 2026-01-01'])(
    'what JSON does not have: %s',
    (value) => {
      const [tag = ''] = value.split(' ')
      const uri = `tag:yaml.org,2002:${tag.slice(2)}`
      expect(problemsOf(`name: x\nlaunch: ${value}`)).toEqual([
        `2:9: no valid YAML: Unresolved tag: ${uri}`,
      ])
      expect(problemsOf(`%YAML 1.1\n---\nname: x\nlaunch: ${value}`)).toEqual([
        `4:9: no valid YAML: Unresolved tag: ${uri}`,
      ])
    },
  )

  test('a bomb of aliases', () => {
    const levels = Array.from({ length: 9 }, (_, at) => {
      const items = Array(9).fill(at === 0 ? 'lol' : `*l${at - 1}`)
      return `l${at}: &l${at} [${items.join(', ')}]`
    })
    expect(problemsOf(levels.join('\n'))).toEqual([
      'no valid YAML: Excessive alias count indicates a resource exhaustion attack',
    ])
  })
})

describe('a wrong key is named with its place', () => {
  test.for<[lines: string, problem: string]>([
    [
      'endpoints:\n  helth: /health',
      '4:3: endpoints: unknown key "helth", did you mean health? (expected some of health, ' +
        'ready, metrics, openapi)',
    ],
    ['version: [1]', '3:10: version: expected text, got a list'],
    [
      'operations: { logout: { pots: /out } }',
      '3:25: operations.logout: unknown key "pots", did you mean post? (expected some of ' +
        `${requestKeys}, steps)`,
    ],
    ['version:', '3:9: version: expected text, got null'],
    ['deployment: { replicas: many }', '3:25: deployment.replicas: expected a number, got text'],
    ['endpoints: { ready: ready }', '3:21: endpoints.ready: expected a path that begins with /'],
    ['backing: DATABASE_URL', '3:10: backing: expected an object, got text'],
    ['units: { poolTimeout: hours }', '3:23: units.poolTimeout: expected ms, s, min, h or d'],
    [
      'units: { logLevel: ms }',
      '3:20: units.logLevel: only a duration has a unit: write { write, read } instead',
    ],
    [
      'commands: { migrate: a && b }',
      '3:22: commands.migrate: "&" needs a shell: write ["sh", "-c", "…"], or quote it',
    ],
    ['commands: { migrate: [] }', '3:22: commands.migrate: expected a program'],
    [
      'commands: { migrate: null }',
      '3:22: commands.migrate: expected a command: text, a list of words, or an object with ' +
        'command',
    ],
    [
      "commands: { backup: 'dump {fil}' }",
      '3:21: commands.backup: unknown placeholder {fil}, did you mean file? (expected some of ' +
        '{file})',
    ],
    [
      "commands: { backup: ['dump', '{'] }",
      '3:30: commands.backup.1: a single "{": write {{ for a brace',
    ],
    [
      'cache: { figures: { hits: "a b", misses: c } }',
      '3:27: cache.figures.hits: expected the name of a metric, perhaps with labels: ' +
        'reads_total{kind="a"}',
    ],
    [
      "compose: { variables: { A: '{secrt:x}' } }",
      '3:28: compose.variables.A: unknown placeholder {secrt:x}, did you mean secret:…? ' +
        '(expected some of {image}, {secret:…})',
    ],
    [
      'knobs: { A: { values: [a, b], observe: { get: /x, as: root } } }',
      '3:55: knobs.A.observe.as: expected nobody or admin',
    ],
    [
      'knobs: { A: { values: [a, b], observe: { output: "(" } } }',
      '3:50: knobs.A.observe.output: expected a regular expression: Invalid regular ' +
        'expression: /(/m: Unterminated group',
    ],
  ])('%s', ([lines, problem]) => {
    expect(problemIn(lines)).toBe(problem)
  })

  test.for<[operation: string, problem: string]>([
    [
      'profile: { gett: /me, result: $.name }',
      '4:14: operations.profile: unknown key "gett", did you mean get? ' +
        `(expected some of ${requestKeys}, steps, result)`,
    ],
    [
      'profile: { result: $.name }',
      '4:12: operations.profile: expected a request: one of get, post, put, patch, delete, ' +
        'options, or path',
    ],
    [
      'profile: { get: /a, post: /b, result: $.name }',
      '4:29: operations.profile.post: expected one request, got get and post',
    ],
    [
      'profile: { method: POST, get: /b, result: $.name }',
      '4:22: operations.profile.method: expected path with it, got get',
    ],
    [
      'profile: { get: me, result: $.name }',
      '4:19: operations.profile.get: expected a path that begins with /',
    ],
    [
      'profile: { get: /me }',
      '4:12: operations.profile.result: expected a JSONPath such as $.id, or an object with ' +
        'json, header, cookie, input, meta, saved or regex',
    ],
    [
      'profile: { get: /me, result: name }',
      "4:32: operations.profile.result: expected a JSONPath such as $.id: expected '$', found " +
        "'n' ('name':0)",
    ],
    [
      "permissions: { get: /c, result: '$[?@.id == {compny}].role' }",
      '4:35: operations.permissions.result: unknown placeholder {compny}, did you mean company? ' +
        '(expected some of {company})',
    ],
    [
      'profile: { get: /me, result: { regex: a, haeder: b } }',
      '4:44: operations.profile.result: unknown key "haeder", did you mean header? (expected ' +
        'some of json, header, cookie, input, meta, saved, regex, otherwise)',
    ],
    [
      'profile: { get: /me, result: { json: $, header: a } }',
      '4:32: operations.profile.result: expected one of json, header, cookie, input, meta, ' +
        'saved, with or without regex, or regex alone',
    ],
    [
      'logout: { post: /out, json: {}, form: {} }',
      '4:41: operations.logout.form: expected one body: json, form, multipart, text',
    ],
    [
      "logout: { post: '/out/{tokn}' }",
      '4:19: operations.logout.post: unknown placeholder {tokn}, did you mean token? (expected ' +
        'some of {token}, {refreshToken})',
    ],
    [
      "readCompany: { get: '/c/{company|number}' }",
      '4:23: operations.readCompany.get: "{company|number}" is a number only if it stands alone',
    ],
    [
      "readCompany: { get: /c, json: { a: [1, '{compny}'] } }",
      '4:42: operations.readCompany.json.a.1: unknown placeholder {compny}, did you mean ' +
        'company? (expected some of {company})',
    ],
    [
      'login: { post: /in, session: {} }',
      '4:32: operations.login.session: expected what is sent: bearer, cookies, headers or query',
    ],
    [
      'login: { post: /in, session: { cookies: some } }',
      '4:43: operations.login.session.cookies: expected all, or a list of names',
    ],
    [
      "login: { post: /in, session: { headers: { a: '{token}' } } }",
      '4:48: operations.login.session.headers.a: unknown placeholder {token} (expected ' +
        'some of {name}, {email}, {password}, {basic}, {basicEmail})',
    ],
    ['logout: { steps: [] }', '4:20: operations.logout.steps: expected at least one step'],
    [
      "logout: { steps: [{ post: '/{csrf}' }, { get: /, save: { csrf: $ } }] }",
      '4:29: operations.logout.steps.0.post: unknown placeholder {csrf} (expected some of ' +
        '{token}, {refreshToken})',
    ],
    [
      'logout: { post: /out, steps: [{ post: / }] }',
      '4:19: operations.logout.post: expected it in one of the steps',
    ],
    [
      'changeRole: { put: /r }',
      '4:15: operations.changeRole.roles: expected an object, got nothing',
    ],
  ])('operations: %s', ([operation, problem]) => {
    expect(problemsOf(`${start}operations:\n  ${operation}`)[0]).toBe(problem)
  })

  test.for<[launch: string, problem: string]>([
    ['node main.js', '2:9: launch: expected a launch with command, image, service or url'],
    ['{ port: PORT }', '2:9: launch.kind: expected a launch with command, image, service or url'],
    ['{ command: node main.js }', '2:9: launch.port: expected text, got nothing'],
    [
      '{ command: node, port: PORT, cdwd: a }',
      '2:38: launch: unknown key "cdwd", did you mean cwd? (expected some of kind, command, ' +
        'args, port, host, otherPorts, cwd, readyTimeoutMs, readyBy)',
    ],
    ['{ url: localhost }', '2:16: launch.url: expected a URL such as https://api.example.com'],
  ])('launch: %s', ([launch, problem]) => {
    expect(problemsOf(`name: x\nlaunch: ${launch}\n`)).toEqual([problem])
  })

  test('all at once, in the order of the file', () => {
    const problems = problemsOf('name: x\nsetings: {}\nversion: []\nlaunch: 1\n')
    expect(problems.map((problem) => problem.split(': ', 1)[0])).toEqual(['2:1', '3:10', '4:9'])
  })
})

describe('what is right', () => {
  test('a number where text is expected is the text that is written', () => {
    expect(
      dataOf('version: 1.10\nenvironment: { always: { A: 0x10, B: false, C: 1e3, D: "5" } }'),
    ).toMatchObject({
      version: '1.10',
      environment: { always: { A: '0x10', B: 'false', C: '1e3', D: '5' } },
    })
  })

  test('numbers stay numbers where they are expected', () => {
    expect(dataOf('deployment: { replicas: 2 }\nstatuses: { notFound: [404] }')).toMatchObject({
      deployment: { replicas: 2 },
      statuses: { notFound: [404] },
    })
  })

  test('JSON is read, with places too', () => {
    const json =
      '{\n  "name": "x",\n  "launch": { "url": "https://a.example.com" },\n  "vrsion": "1"\n}'
    expect(problemsOf(json)[0]).toMatch(/^4:3: unknown key "vrsion", did you mean version\?/)
    expect(readData(json.replace('vrsion', 'version'))).toMatchObject({ data: { version: '1' } })
  })

  test('anchors and aliases', () => {
    expect(dataOf('environment:\n  production: &all { A: 1 }\n  development: *all')).toMatchObject({
      environment: { development: { A: '1' } },
    })
  })
})
