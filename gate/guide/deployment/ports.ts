/** The port that a server listens on in its container. */
import { wordsWithin } from '#gate/kit/deploy/compose/command-words.ts'
import type { ComposeService } from '#gate/kit/deploy/compose/compose-file.ts'
import { environmentOf, type GuideImage, lastOf, wordsOfForm } from './dockerfiles.ts'

export interface KnownPort {
  number: number
  from: string
  line: number | undefined
}

/** `-b 0.0.0.0:8000`, `--bind=:8000`, `--port 8000`. */
const option =
  /(?:^|\s)(?:-[bp]|--(?:bind|listen|addr|address|port|http-port))[= ](?:\S*:)?(\d{2,5})(?=\s|$)/
/** `0.0.0.0:8000`, `:8000`, `tcp://0.0.0.0:3000`, each a word of its own. */
const everywhere = /(?:^|\s)(?:tcp:\/\/)?(?:0\.0\.0\.0|\[::\])?:(\d{2,5})(?=\s|$)/

function portIn(words: readonly string[]): number | undefined {
  const text = wordsWithin(words).join(' ')
  const port = (option.exec(text) ?? everywhere.exec(text))?.[1]
  return port === undefined ? undefined : Number(port)
}

/** What the command binds to, else PORT, else the only port of EXPOSE. */
export function portOf(
  image: GuideImage | undefined,
  service: ComposeService | undefined,
): KnownPort | undefined {
  const own = service && [...service.entrypoint, ...service.command]
  if (own && own.length > 0) {
    const number = portIn(own)
    return number === undefined
      ? undefined
      : { number, from: `the command of ${service.name}`, line: undefined }
  }
  const command = image && (lastOf(image, 'CMD') ?? lastOf(image, 'ENTRYPOINT'))
  const number = command && portIn(wordsOfForm(command.text))
  if (number !== undefined) return { number, from: 'its command', line: command?.line }
  const set = { ...(image ? environmentOf(image) : {}), ...service?.environment }.PORT
  if (set !== undefined) {
    return /^\d+$/.test(set) ? { number: Number(set), from: 'PORT', line: undefined } : undefined
  }
  const exposed = image?.instructions.filter(({ keyword }) => keyword === 'EXPOSE') ?? []
  const [, only] = /^(\d+)(?:\/tcp)?$/.exec(exposed[0]?.text.trim() ?? '') ?? []
  return exposed.length === 1 && only !== undefined
    ? { number: Number(only), from: 'EXPOSE', line: exposed[0]?.line }
    : undefined
}
