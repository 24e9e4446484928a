/** Commands whose port stands in them, of programs that read no variable for it. */

/** A number behind a flag for ports, perhaps with its host. */
const names = ['--port', '--http-port', '--server\\.port', '--bind', '--listen', '-p', '-b', '-S']
const flag = new RegExp(`(\\s(?:${names.join('|')})[= ](?:[\\w.*-]*:)?)\\d{2,5}(?=\\s|$)`)

/** Django's own server takes the address behind its name. */
const runserver = /(\brunserver)(?:\s+(?:[\w.]+:)?\d{2,5})?(?=\s|$)/

/** How servers are told their port that have one of their own otherwise. */
const told: readonly (readonly [server: RegExp, words: string])[] = [
  [/(?:^|\s)fastapi run\b/, '--port $PORT'],
  [/(?:^|\s)daphne\s/, '-p $PORT'],
  [/(?:^|\s)hypercorn\s/, '--bind 0.0.0.0:$PORT'],
  [/(?:^|\s)granian\s/, '--port $PORT'],
  [/(?:^|\s)artisan serve\b/, '--port=$PORT'],
]

/** The same command with its port from `$PORT`; undefined if it shows no port to change. */
export function withOpenPort(command: string): string | undefined {
  if (flag.test(command)) return command.replace(flag, '$1$PORT')
  if (runserver.test(command)) return command.replace(runserver, '$1 0.0.0.0:$PORT')
  const [server, words] = told.find(([each]) => each.test(command)) ?? []
  if (server === undefined) return undefined
  // Behind a pipe, or before another command, words are not the server's.
  const isLast = !/[|;&>]/.test(command.slice(command.search(server)))
  return isLast ? `${command} ${words}` : undefined
}
