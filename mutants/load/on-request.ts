/** What a process does depends on how many requests it gets: code that runs on each of them. */
import { type Edit, edit, insertBefore, overlay } from '../mutant.ts'
import { drainingPlugin } from '../paths.ts'

/**
 * Runs code on each request. It may use `request`, `reply`, `rate` (requests of this process in
 * the second before), `total` (since its start) and `inSecond` (so far), and has to call `done`.
 * Mutants have two processes: the Light row is a rate of 50, Medium 250, Heavy 500, Very Heavy 750.
 * Clients that connect before the load may come as fast for a second, never for two.
 * @param state declarations that live as long as the process
 */
export function onRequest(code: Edit['code'], state = ''): readonly Edit[] {
  return [
    insertBefore(
      drainingPlugin,
      'const sockets = new Set<Socket>()',
      overlay('load-on-request/draining.ts'),
    ),
    edit(drainingPlugin, '/* state */', state),
    edit(drainingPlugin, '/* code */', code),
  ]
}
