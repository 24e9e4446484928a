/** Debug mode in production must be refused, or must have no effect that a client can see. */

import { check } from '#gate/run/check.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { canFail, leastProvoked, provoke, routeShapes, stackTrace } from './debug-answers.ts'
import { startControl } from './refusals.ts'

/** Words that backends take for true: each of them may be the one that no rule thought of. */
const words = [
  'true',
  'True',
  'TRUE',
  ' true ',
  '1',
  'yes',
  'YES',
  'y',
  'on',
  't',
  'enabled',
] as const

/** A start with one worker, on a database of its own that may lose a table. */
async function startWith(target: Target, debug: string) {
  const databaseUrl = canFail(target) ? (await target.cloneDatabase()).url : undefined
  const overrides: Overrides = {
    ...supported(target.config, { workers: '1' }),
    debug,
    ...(databaseUrl === undefined ? {} : { postgresUrl: databaseUrl }),
  }
  return { databaseUrl, launching: target.start(overrides) }
}

check('configuration.debug-off', async ({ target, evidence, expect }) => {
  const variable = target.variable('debug')
  await startControl(target, evidence)
  evidence.floor('debug start', words.length)
  let plain: Promise<Map<string, string>> | undefined
  const plainShapes = async () => {
    const start = await startWith(target, 'false')
    return await routeShapes(await start.launching.ready())
  }
  let accepted = 0
  for (const word of words) {
    const { launching, databaseUrl } = await startWith(target, word)
    const ready = await launching.ready().catch((error: Error) => error)
    const process = await launching.process()
    if (ready instanceof Error) {
      const refusal = await launching.exit()
      // Neither refused nor ready: that says nothing about debug mode.
      if (refusal.exitCode === null && !refusal.workersLoop) throw ready
      evidence.observe('debug start', { word, refused: true, ...refusal })
      // Another word may be refused as no value at all.
      if (word === 'true') {
        expect.soft(refusal, `start with ${variable} "${word}"`).toRefuse({ naming: variable })
      }
      continue
    }
    accepted += 1
    evidence.observe('debug start', { word, refused: false })
    const on = `with ${variable} "${word}"`
    for (const { request, status, body } of await provoke(target, ready, databaseUrl)) {
      evidence.observe('error response', { word, request, status, body })
      const what = `body of the response to ${request} ${on}`
      expect.soft(body, what).not.toMatch(stackTrace)
    }
    plain ??= plainShapes()
    const [withDebug, without] = [await routeShapes(ready), await plain]
    for (const [path, shape] of withDebug) {
      evidence.observe('debug route', { word, path, shapes: [shape, without.get(path)] })
      const what = `response of ${path} ${on}, compared with debug off`
      expect.soft(shape, what).toBe(without.get(path))
    }
    await process.stop(0)
  }
  if (accepted > 0) evidence.floor('error response', accepted * leastProvoked)
})
