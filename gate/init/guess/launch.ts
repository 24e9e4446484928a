/** How the backend is started: from its compose file, its Dockerfile, or as a process. */
import type { Findings, Guess } from '../guess.ts'
import { composeBackend } from '../read/compose.ts'
import { type DockerfileFacts, readDockerfile } from '../read/dockerfile.ts'
import type { Folder } from '../read/files.ts'
import { withOpenPort } from '../read/fixed-port.ts'
import { gunicornFileOf } from '../read/gunicorn.ts'
import { goName, type Project } from '../read/project.ts'
import { pumaFileOf } from '../read/rails.ts'
import { readService } from '../read/service-facts.ts'
import { commandOf } from '../read/shell-command.ts'
import type { Source } from '../read/sources.ts'
import type { Variable } from '../read/variables.ts'
import { pythonApplication } from './python-app.ts'

const portNames = /^((\w+_)?HTTP_|APP_|SERVER_|LISTEN_)?PORT$/
const hostNames = /^((\w+_)?HTTP_|APP_|SERVER_|LISTEN_|BIND_)?HOST(NAME)?$/

/** Programs that take their port from a variable of their own. */
const serverVariables: Readonly<Record<string, { port: string; host?: string }>> = {
  uvicorn: { port: 'UVICORN_PORT', host: 'UVICORN_HOST' },
  gunicorn: { port: 'PORT' },
  flask: { port: 'FLASK_RUN_PORT', host: 'FLASK_RUN_HOST' },
  rails: { port: 'PORT', host: 'BINDING' },
  puma: { port: 'PORT' },
  next: { port: 'PORT', host: 'HOSTNAME' },
}

/** Without the flags that would fix the port. */
const portFlags = /\s(--port|--host|--bind|-p|-b)[= ]\S+/g

/** What is before a server stays: `mkdir -p logs && gunicorn -b :8000`. */
function withoutPortFlags(command: string, server: string): string {
  const at = command.search(new RegExp(`(?<=^|[\\s/])${server}(?=\\s|$)`))
  return command.slice(0, at) + command.slice(at).replace(portFlags, '')
}

/** Whether a command line runs a program, by its name or its path. */
function runs(command: string, program: string): boolean {
  return command.split(/\s+/).some((word) => word.split('/').at(-1) === program)
}

/** The command, and the variable that its port comes from, by the file that it reads. */
function withServerFile(
  folder: Folder,
  command: string,
): { command: string | string[]; port?: string } {
  const isPuma = runs(command, 'puma') || runs(command, 'rails')
  const { port } = isPuma
    ? pumaFileOf(folder, command)
    : runs(command, 'gunicorn')
      ? gunicornFileOf(folder, command)
      : {}
  if (port === undefined) return { command: commandOf(command) }
  // The command line counts more than the file.
  const flag = isPuma ? '-p $PORT' : '--bind 0.0.0.0:$PORT'
  if (port === 'fixed') return { command: commandOf(`${command} ${flag}`), port: 'PORT' }
  return { command: commandOf(command), port: port.variable }
}

function ofCommand(
  folder: Folder,
  command: string,
  variables: readonly Variable[],
  because: string,
): Guess[] {
  const [name, server] = Object.entries(serverVariables).find(([each]) => runs(command, each)) ?? []
  const named = (pattern: RegExp) => variables.find((each) => pattern.test(each.name))?.name
  const isPort = /\$\{?PORT\b/
  const opened = isPort.test(command) ? command : (withOpenPort(command) ?? command)
  const stripped = name === undefined ? opened : withoutPortFlags(command, name)
  const served = withServerFile(folder, stripped)
  const written = isPort.test(stripped) ? 'PORT' : named(portNames)
  const port = served.port ?? server?.port ?? written
  if (port === undefined) return []
  const host = server ? server.host : named(hostNames)
  return [
    { path: ['launch', 'command'], value: served.command, because },
    { path: ['launch', 'port'], value: port, because: 'the variable for the port' },
    ...(host === undefined ? [] : [{ path: ['launch', 'host'], value: host }]),
  ]
}

/** Scripts that start it, the one for production first: `start` often compiles and watches. */
const productionScripts = ['start:prod', 'start:production', 'prod', 'production', 'start', 'serve']

/** What package.json, a Procfile or a framework starts. */
function asProcess(
  folder: Folder,
  project: Project,
  { variables, sources }: Pick<LaunchOptions, 'variables' | 'sources'>,
): Guess[] {
  const { web } = project.scripts
  const file = web === undefined ? 'package.json' : 'Procfile'
  const written = web ?? productionScripts.map((name) => project.scripts[name]).find(Boolean)
  // A Procfile of Go names a program that its platform has built.
  if (written !== undefined && !folder.find('goModule'))
    return ofCommand(folder, written, variables, `in ${file}`)
  if (folder.has('bin/rails'))
    return ofCommand(folder, 'bin/rails server', variables, 'a Rails application')
  const python = pythonApplication(folder, project, sources)
  if (python)
    return ofCommand(folder, python.command, variables, `${python.module} has the application`)
  return (
    asDjango(folder, project, variables) ??
    asPaste(folder, project, variables) ??
    asGo(folder, variables)
  )
}

/** What Django's projects are served by: a package with `wsgi.py` or `asgi.py`. */
function asDjango(
  folder: Folder,
  project: Project,
  variables: readonly Variable[],
): Guess[] | undefined {
  const server = ['gunicorn', 'uvicorn'].find((name) => project.libraries.includes(name))
  const kind = server === 'gunicorn' ? 'wsgi' : 'asgi'
  const [file] = folder.all(`*/${kind}.py`)
  if (server === undefined || file === undefined) return undefined
  const module = `${file.split('/')[0]}.${kind}`
  return ofCommand(
    folder,
    `${server} ${module}:application`,
    variables,
    `${file} has the application`,
  )
}

/** A start script that runs what it is given, as many images and deployments have one. */
const passesOn = /\bexec\b.*"\$@"/

/** What Pyramid and others of PasteDeploy are served by: an ini file with an application. */
function asPaste(
  folder: Folder,
  project: Project,
  variables: readonly Variable[],
): Guess[] | undefined {
  const ini = folder.open('paste')
  if (!ini || !/^\[(app|composite|pipeline):main\]/m.test(ini.text)) return undefined
  const program = project.libraries.includes('gunicorn')
    ? `gunicorn --paste ${ini.file}`
    : `pserve ${ini.file} http_port=$PORT`
  const script = folder.open('startScript')
  const before = script && passesOn.test(script.text) ? `./${script.file} ` : ''
  return ofCommand(folder, `${before}${program}`, variables, `${ini.file} has the application`)
}

/** The program that `go build` makes: of the module itself, or of its only command. */
function asGo(folder: Folder, variables: readonly Variable[]): Guess[] {
  const name = goName(folder.open('goModule')?.text ?? '')
  if (name === undefined) return []
  const [command, second] = folder.all('cmd/*/main.go')
  const built = folder.has('main.go') ? name : second === undefined && command?.split('/')[1]
  if (!built) return []
  const source = built === name && folder.has('main.go') ? '.' : `./cmd/${built}`
  return ofCommand(folder, `./${built}`, variables, `made by: go build ${source}`)
}

function asCompose(folder: Folder): Guess[] {
  const backend = composeBackend(folder)
  if (!backend) return []
  const { file, base, service } = backend
  const { port, isFastCgi } = readService(folder, file, service)
  if (port === undefined || isFastCgi) return []
  const because = `the service of ${file} that is no server of another kind`
  return [
    { path: ['launch', 'file'], value: base === undefined ? file : [base, file] },
    { path: ['launch', 'service'], value: service.name, because },
    { path: ['launch', 'port'], value: port, because: 'inside the container' },
  ]
}

function asImage(file: string | undefined, { port, isFastCgi }: DockerfileFacts): Guess[] {
  if (file === undefined || port === undefined || isFastCgi) return []
  return [
    { path: ['launch', 'image', 'file'], value: file },
    { path: ['launch', 'port'], value: port, because: 'inside the container' },
  ]
}

/** What the health check of the container asks for, by its image or by the compose file. */
function healthGuess(folder: Folder, file: string | undefined, image: DockerfileFacts): Guess[] {
  const backend = composeBackend(folder)
  const service = backend && readService(folder, backend.file, backend.service)
  const health = image.healthPath ?? service?.healthPath
  if (health === undefined) return []
  const from = image.healthPath === undefined ? backend?.file : file
  const because = `HEALTHCHECK of ${from}`
  return [{ path: ['endpoints', 'health'], value: health, because }]
}

/** The ways to start it, of which the first that is there is taken. */
export type LaunchKind = 'compose' | 'image' | 'command'

interface LaunchOptions {
  variables: readonly Variable[]
  sources: readonly Source[]
  /** The ways that may be taken, in this order. */
  kinds: readonly LaunchKind[]
}

/** How the backend is started. */
export function launchFindings(
  folder: Folder,
  project: Project,
  { variables, sources, kinds }: LaunchOptions,
): Findings {
  const dockerfile = folder.open('dockerfile')
  const facts = dockerfile ? readDockerfile(dockerfile.text) : {}
  const ways: Record<LaunchKind, () => Guess[]> = {
    compose: () => asCompose(folder),
    image: () => asImage(dockerfile?.file, facts),
    command: () => asProcess(folder, project, { variables, sources }),
  }
  const found = kinds.map((kind) => ways[kind]()).find((guesses) => guesses.length > 0) ?? []
  return {
    guesses: [...found, ...healthGuess(folder, dockerfile?.file, facts)],
    todos:
      found.length > 0
        ? []
        : [
            {
              path: ['launch'],
              ask: 'How is it started, and which variable holds its port?',
              example: '{ command: ./server, port: PORT }',
            },
          ],
  }
}
