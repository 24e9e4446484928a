/** What a Dockerfile says of the container: its port, its command, its health check. */
import { DockerfileParser, type Instruction } from 'dockerfile-ast'

export interface DockerfileFacts {
  /** The first port of EXPOSE, or that a command listens on. */
  port?: number
  /** The words of ENTRYPOINT and CMD. */
  command?: string
  /** The path that HEALTHCHECK asks for. */
  healthPath?: string
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

const url =
  /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?[^/\s"']*(\/[^\s"'`;|)]*)?/

/** What a health check asks of its own container. */
export function askedBy(check: string): { port?: number; path: string } | undefined {
  const [, port, path = '/'] = url.exec(check) ?? []
  if (!url.test(check)) return undefined
  return { path, ...(port === undefined ? {} : { port: Number(port) }) }
}

/** The instructions of the last stage, after those of the stages that it begins with. */
function instructionsOf(text: string): Instruction[] {
  const all = DockerfileParser.parse(text).getInstructions()
  const starts = all.flatMap((one, at) => (one.getKeyword() === 'FROM' ? [at] : []))
  const stages = starts.map((start, at) => all.slice(start, starts[at + 1]))
  const fromOf = (stage: readonly Instruction[]) =>
    stage[0]?.getArguments().map((argument) => argument.getValue().toLowerCase()) ?? []
  const chain: Instruction[][] = []
  for (let at = stages.length - 1; at >= 0; ) {
    const stage = stages[at] ?? []
    chain.unshift(stage)
    const [base] = fromOf(stage).filter((word) => !word.startsWith('--'))
    at = stages.slice(0, at).findLastIndex((earlier) => fromOf(earlier).at(-1) === base)
  }
  return chain.flat()
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
  const exposed = /\d{2,5}/.exec(wordsOf('EXPOSE').at(-1) ?? '')?.[0]
  const port = exposed === undefined ? portOf(commands) : Number(exposed)
  const check = askedBy(wordsOf('HEALTHCHECK').at(-1) ?? '')
  return {
    ...(port === undefined ? {} : { port }),
    ...(commands.trim() !== '' && { command: commands.trim() }),
    ...(check && { healthPath: check.path }),
  }
}
