/** Defects that show at a rate: what a process does depends on how many requests it gets. */
import type { Edit } from '../mutant.ts'

/**
 * Runs code on each request. It may use `request`, `reply`, `rate` (requests of this process in
 * the second before), `total` (since its start) and `inSecond` (so far), and has to call `done`.
 * Mutants have two processes: the Light row is a rate of 50, Medium 250, Heavy 500, Very Heavy 750.
 * @param state declarations that live as long as the process
 */
export function onRequest(code: string, state = ''): Edit {
  return {
    file: 'reference-app/src/plugins/app/draining.ts',
    find: `async function draining(fastify: FastifyInstance) {
`,
    replace: `async function draining(fastify: FastifyInstance) {
  let [second, inSecond, rate, total] = [0, 0, 0, 0]
  ${state}
  fastify.addHook('onRequest', (request, reply, done) => {
    const now = Math.floor(Date.now() / 1000)
    if (now !== second) {
      rate = now === second + 1 ? inSecond : 0
      second = now
      inSecond = 0
    }
    inSecond += 1
    total += 1
    ${code}
  })
`,
  }
}

/** The rates of a row's traffic in one of two processes, with some room on both sides. */
export const rates = {
  light: 'rate > 30 && rate < 80',
  medium: 'rate > 200 && rate < 300',
  heavy: 'rate > 400 && rate < 600',
  veryHeavy: 'rate > 620 && rate < 900',
}

/**
 * Code and state for a rate that lasted for two whole seconds, `streak >= 2`: clients that connect
 * before the load may come as fast for less.
 */
export function lasting(range: string) {
  const code = `if (seen !== second) {
      streak = ${range} ? streak + 1 : 0
      seen = second
    }
`
  return { code, state: 'let [seen, streak] = [0, 0]' }
}
