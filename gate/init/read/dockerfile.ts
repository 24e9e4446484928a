/** What a Dockerfile says of the container: its port, its command, its health check. */
import type { Instruction } from 'dockerfile-ast'
import { substitute } from '#gate/kit/deploy/compose/substitution.ts'
import { askedBy } from '#gate/kit/deploy/image/asked-by.ts'
import { instructionsOf, variablesIn } from '#gate/kit/deploy/image/dockerfile.ts'

export interface DockerfileFacts {
  /** The first port of EXPOSE, or that a command listens on. */
  port?: number
  /** The words of ENTRYPOINT and CMD. */
  command?: string
  /** The path that HEALTHCHECK asks for. */
  healthPath?: string
  /** It speaks FastCGI: requests reach it through a web server alone. */
  isFastCgi?: true
}

/** Ports of servers that are told none. */
const usualPorts: readonly [RegExp, number][] = [
  [/\b(uvicorn|gunicorn|hypercorn|granian|daphne|fastapi (run|dev))\b/, 8000],
  [/\brails (server|s)\b|\bpuma\b/, 3000],
  [/\bflask run\b/, 5000],
]
const portFlags = /(?:--port[= ]|-p |--bind[= ]\S*:|-b \S*:|0\.0\.0\.0:)(\d{2,5})\b/

/** The port of a command: as its flags say, else the usual one of its server. */
export function portOf(command: string): number | undefined {
  const flag = portFlags.exec(command)?.[1]
  return flag === undefined
    ? usualPorts.find(([server]) => server.test(command))?.[1]
    : Number(flag)
}

/**
 * The port of the last stage that exposes one: that of the command, else the first. Others are for
 * a debugger, or for what watches it.
 */
function exposedPort(chain: readonly Instruction[], asked?: number): number | undefined {
  const values = variablesIn(chain)
  let ports: number[] = []
  let isNew = false
  for (const each of chain) {
    if (each.getKeyword() === 'FROM') isNew = true
    if (each.getKeyword() !== 'EXPOSE') continue
    const { text } = substitute(each.getArgumentsContent() ?? '', values)
    const found = text.split(/\s+/).flatMap((word) => /^(\d{2,5})(?:\/tcp)?$/.exec(word)?.[1] ?? [])
    if (isNew) ports = []
    isNew = false
    ports.push(...found.map(Number))
  }
  return asked !== undefined && ports.includes(asked) ? asked : ports[0]
}

/** PHP's process manager, by the name of an image or of a program. */
const processManager = /(?:^|[-_/:])fpm\b|php-?fpm/
/** Web servers and supervisors: what they start beside it speaks HTTP. */
const servesHttp = /nginx|caddy|apache|httpd|frankenphp|octane|supervisor|s6|artisan serve|php -S/i

/** Whether a container speaks FastCGI: its image starts PHP's process manager, and nothing else. */
export function speaksFastCgi(image: string, command: string): boolean {
  return processManager.test(command === '' ? image : command) && !servesHttp.test(command)
}

/** Reads the last stage, and the stages that it is built on. */
export function readDockerfile(text: string): DockerfileFacts {
  const stage = instructionsOf(text)
  const wordsOf = (keyword: string) =>
    stage
      .filter((one) => one.getKeyword() === keyword)
      .map((one) => one.getArgumentsContent() ?? '')
  const commands = [wordsOf('ENTRYPOINT').at(-1), wordsOf('CMD').at(-1)]
    .join(' ')
    .replace(/["',[\]]+/g, ' ')
    .replace(/ +/g, ' ')
  const port = exposedPort(stage, portOf(commands)) ?? portOf(commands)
  const [from] = stage.filter((one) => one.getKeyword() === 'FROM')
  const isFastCgi = speaksFastCgi(from?.getArgumentsContent() ?? '', commands.trim())
  const check = askedBy(wordsOf('HEALTHCHECK').at(-1) ?? '')
  return {
    ...(port === undefined ? {} : { port }),
    ...(commands.trim() !== '' && { command: commands.trim() }),
    ...(check && { healthPath: check.path }),
    ...(isFastCgi && { isFastCgi }),
  }
}
