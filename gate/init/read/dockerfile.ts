/** What a Dockerfile says of the container: its port, its command, its health check. */
import { DockerfileParser } from 'dockerfile-ast'

export interface DockerfileFacts {
  /** The first port of EXPOSE, or that a command listens on. */
  port?: number
  /** The path that HEALTHCHECK asks for. */
  healthPath?: string
}

const portFlags = /(?:--port[= ]|-p |--bind[= ]\S*:|-b \S*:|0\.0\.0\.0:)(\d{2,5})\b/
const url = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)[^/\s"']*(\/[^\s"'`;|)]*)?/

/** Reads the last stage. */
export function readDockerfile(text: string): DockerfileFacts {
  const all = DockerfileParser.parse(text).getInstructions()
  const last = all.findLastIndex((one) => one.getKeyword() === 'FROM')
  const stage = all.slice(Math.max(0, last))
  const wordsOf = (keyword: string) =>
    stage
      .filter((one) => one.getKeyword() === keyword)
      .map((one) => one.getArgumentsContent() ?? '')
  const commands = [...wordsOf('ENTRYPOINT'), ...wordsOf('CMD')]
    .join(' ')
    .replace(/["',[\]]+/g, ' ')
    .replace(/ +/g, ' ')
  const exposed = /\d{2,5}/.exec(wordsOf('EXPOSE')[0] ?? '')?.[0] ?? portFlags.exec(commands)?.[1]
  const check = wordsOf('HEALTHCHECK').at(-1)
  const asked = check === undefined ? undefined : url.exec(check)
  return {
    ...(exposed === undefined ? {} : { port: Number(exposed) }),
    ...(asked ? { healthPath: asked[1] ?? '/' } : {}),
  }
}
