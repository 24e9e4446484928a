/** Goal: values of the target's secrets are found in any syntax, and code and templates are not. */
import { expect, test } from 'vitest'
import { assignedSecrets } from './assignments.ts'

const key = 'q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGf'
const ofAllKinds = 'ab1!cd2@ef3#gh4$ij5%kl6^mn7&op8*qr9(st0)'
const found = (text: string, path?: string, harmless: string[] = []) =>
  assignedSecrets(text, ['SECRET_KEY', 'TOKEN'], new Set(harmless), path)

test.each([
  ['a Makefile', `SECRET_KEY ?= ${key}`, 'Makefile'],
  ['a dump', `INSERT INTO settings VALUES (7, 'SECRET_KEY', '${key}');`, 'dump.sql'],
  ['an environment file', `SECRET_KEY=${key}`, '.env'],
  ['an environment file with export', `export SECRET_KEY="${key}"`, '.env'],
  ['of all kinds of characters', `SECRET_KEY = '${ofAllKinds}'`, 'settings.py'],
  ['of all kinds, in a file of no known type', `SECRET_KEY = '${ofAllKinds}'`, undefined],
  ['of all kinds, without quotes', `SECRET_KEY=${ofAllKinds}`, '.env'],
  ['of all kinds, before other words', `SECRET_KEY=${ofAllKinds} npm run x`, 'build-settings'],
  ['with dots and quotes in it', 'SECRET_KEY=q7.Zk2(mV"9x[T4bN8wR1cY6u', 'app.env'],
  ['with a comma', '{"SECRET_KEY": "q7Zk2mV9,xT4b;N8wR1cY6u"}', 'a.json'],
  ['JSON within JSON', JSON.stringify(JSON.stringify({ SECRET_KEY: key })), 'a.json'],
  ['YAML', `app:\n  SECRET_KEY: ${key}\n`, 'a.yaml'],
  ['a block of YAML', `SECRET_KEY: >-\n  ${key}\n`, 'a.yaml'],
  ['a variable of Kubernetes', `- name: SECRET_KEY\n  value: "${key}"`, 'a.yaml'],
  ['a variable of a task', `{"name": "SECRET_KEY", "value": "${key}"}`, 'task.json'],
  ['TOML', `secret_key = "${key}"`, 'a.toml'],
  ['properties of Java', `secret.key=${key}`, 'application.properties'],
  ['XML', `<add key="SECRET_KEY" value="${key}" />`, 'web.config'],
  ['an element of XML', `<secretKey>${key}</secretKey>`, 'a.xml'],
  ['Python', `SECRET_KEY: str = b"${key}"`, 'a.py'],
  ['Python, several lines', `SECRET_KEY = (\n    "${key}"\n)`, 'a.py'],
  ['an index', `os.environ["SECRET_KEY"] = "${key}"`, 'a.py'],
  ['TypeScript', `export const SECRET_KEY: string = \`${key}\``, 'a.ts'],
  ['a property', `jwt({ secretKey: '${key}' })`, 'a.js'],
  ['Go', `const SECRET_KEY string = "${key}"`, 'a.go'],
  ['Go, in a function', `secretKey := "${key}"`, 'a.go'],
  ['Rust', `const SECRET_KEY: &str = "${key}";`, 'a.rs'],
  ['PHP', `'secret_key' => '${key}',`, 'a.php'],
  ['a constant of PHP', `define('SECRET_KEY', '${key}');`, 'a.php'],
  ['a Dockerfile', `ENV SECRET_KEY ${key}`, 'Dockerfile'],
  ['the build history', `RUN |1 SECRET_KEY=${key} /bin/sh -c npm ci # buildkit`, undefined],
  ['a command line', `docker run -e SECRET_KEY=${key} app`, 'run.sh'],
  ['after others that are none', `SECRET_KEY=\nSECRET_KEY=changeme\nSECRET_KEY=${key}`, '.env'],
])('a value: %s', (_, text, path) => {
  expect(found(text, path)).toEqual(['SECRET_KEY'])
})

test.each([
  ['JavaScript', 'SECRET_KEY: process.env.APP_SECRET_KEY_V2_REQUIRED', undefined],
  ['JavaScript, an index', 'SECRET_KEY = process.env["APP_SECRET_KEY_V2_REQUIRED"]', undefined],
  ['JavaScript, a call', `const SECRET_KEY = base64(${key})`, 'a.js'],
  ['Python', 'SECRET_KEY = os.environ["DJANGO_SECRET_KEY_2024"]', undefined],
  ['Python, with a default', `SECRET_KEY = os.environ.get("SECRET_KEY", "${key}")`, 'a.py'],
  ['Python, of a library', `SECRET_KEY = env.str("SECRET_KEY", default="${key}")`, undefined],
  ['Ruby', "secret_key: ENV.fetch('SECRET_KEY_BASE_V2')", undefined],
  ['Rails', 'secret_key: <%= ENV["SECRET_KEY_BASE"] %>', 'secrets.yml'],
  ['Go', 'SecretKey: viper.GetString("jwt.secret.v2")', undefined],
  ['Go, another', 'secretKey := cfg.MustGetKeyV2("q7Zk")', undefined],
  ['Java', `@Value("\${app.secret.key}") private String secretKey;`, undefined],
  ['PHP', "'secret_key' => env('SECRET_KEY_V2_REQUIRED'),", undefined],
  ['C#', 'SecretKey = Configuration["Jwt:SecretKey2"]', undefined],
  ['a schema', 'SECRET_KEY: z.string().min(32).max(128)', undefined],
  ['a generator', 'SECRET_KEY=$(openssl rand -hex 32)', 'run.sh'],
  ['compose', `SECRET_KEY: \${SECRET_KEY:?set SECRET_KEY}`, 'compose.yml'],
  [
    'a store of secrets',
    '{"name": "SECRET_KEY", "valueFrom": "arn:aws:ssm:eu:1:x/q7Zk2m"}',
    'a.json',
  ],
  ['a file of Docker', 'SECRET_KEY_FILE=/run/secrets/q7Zk2mV9xT4bN8wR', '.env'],
  ['a placeholder', 'SECRET_KEY=change-me-to-32-random-characters!', '.env'],
  ['a template', 'SECRET_KEY={{ lookup("vault", "q7Zk2mV9xT4bN8wR") }}', '.env.j2'],
  ['nothing, then another name', `SECRET_KEY=\nBUILD_ID=${key}`, '.env'],
  ['nothing in quotes, then another', `{SECRET_KEY:"",id:"${key}"}`, 'a.js'],
  ['a pair of which the value follows', `"SECRET_KEY=" + read('q7Zk2mV9xT4b')`, 'a.js'],
  ['keys side by side', `secret:\n  name: a\nkey: ${key}\n`, 'a.yml'],
  ['keys below each other in a manual', `secret:\n  key: ${key}\n`, 'a.md'],
  ['another variable', `NOT_SECRET_KEY=${key}\nSECRET_KEYS=${key}`, '.env'],
  ['a comparison', `if (SECRET_KEY === '${key}') refuse()`, 'a.js'],
  ['a name of one word, in another case', `token: '${key}'`, 'a.js'],
])('no value: %s', (_, text, path) => {
  expect(found(text, path)).toEqual([])
})

test.each([
  [
    'Spring',
    `app:\n  secret:\n    # signs tokens\n    issuer: me\n\n    key: ${key}\n`,
    'application.yml',
  ],
  [
    '.NET',
    `{\n  "Secret": {\n    "Issuer": "me",\n    "Key": "${key}"\n  }\n}`,
    'appsettings.json',
  ],
])('keys below each other are one name: %s', (_, text, path) => {
  expect(found(text, path)).toEqual(['SECRET_KEY'])
})

test('what everybody knows is harmless, in any quotes', () => {
  expect(found(`SECRET_KEY="${key}"`, 'a.py', [key])).toEqual([])
  expect(found(`SECRET_KEY=${key}`, '.env', [key])).toEqual([])
})

test('each variable is named once', () => {
  expect(found(`SECRET_KEY=${key}\nTOKEN=${key}\nTOKEN=${key}`)).toEqual(['SECRET_KEY', 'TOKEN'])
})

test('takes time by the length of a text, however often a name is in it', () => {
  const before = process.threadCpuUsage()
  found('SECRET_KEY='.repeat(50_000))
  found(`SECRET_KEY="${'a'.repeat(900)}`.repeat(1_000))
  found('secret:\n \n  \n   b: 1\n'.repeat(20_000), 'a.yml')
  // Of this thread alone: the tests beside it take what they take.
  expect(process.threadCpuUsage(before).user / 1000, 'ms').toBeLessThan(5_000)
})
