/** A release that begins while another one is under way is refused, or waits until that is over. */
import { unverified } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { hasSettled, waitFor } from '#gate/host/process/wait.ts'
import { type BlueGreen, type Cutover, openBlueGreen } from '#gate/kit/release/blue-green.ts'
import { check } from '#gate/run/check.ts'
import { repeatedSteps } from './repeated-steps.ts'

/** How long the procedure may wait for the old side to become idle, which is at once here. */
const drainSeconds = 3
/** When green has been started, the first release has its health check and its switch ahead. */
const startedTimeoutMs = 120_000

/** Waits until the first release has started green, or is over without that. */
async function greenStarted({ control }: BlueGreen, release: Promise<unknown>): Promise<boolean> {
  const isOver = hasSettled(release)
  const state = async () => {
    const isStarted = control.calls.some(({ action, colour }) => {
      return action === 'start' && colour === 'green'
    })
    return isStarted || isOver() ? { isStarted } : undefined
  }
  const options = { timeoutMs: startedTimeoutMs, intervalMs: 10 }
  const { isStarted } = await waitFor('the first release to start green', state, options)
  return isStarted
}

check('release.one-at-a-time', async ({ target, stack, context, evidence, expect }) => {
  // The procedure of the gate stands in for one, and proves nothing of the target's own.
  if (!target.config.release?.deploy) throw unverified({ missing: ['release.deploy'] })
  const fixtures = { target, stack, labels: context.labels, evidence }
  const blueGreen = await openBlueGreen(fixtures, { drainSeconds })
  try {
    const deploy = async (): Promise<Cutover | Error> =>
      await blueGreen.deploy().catch((error: Error) => error)
    const first = deploy()
    const isUnderWay = await greenStarted(blueGreen, first)
    const ends = await Promise.all([first, ...(isUnderWay ? [deploy()] : [])])
    const { calls } = blueGreen.control
    const serving = await blueGreen.serving()
    const exits = ends.map((end) => (end instanceof Error ? end.message : end.exitCode))
    const outputs = ends.map((end) => (end instanceof Error ? '' : lastWords(end.output)))
    const steps = calls.map(({ action, colour }) => `${action}${colour ? ` ${colour}` : ''}`)
    evidence.observe('two releases', { exits, outputs, steps, serving: serving ?? null })
    const repeated = repeatedSteps(calls)
    expect.soft(repeated, 'steps that were taken twice by two releases at once').toEqual([])
    expect.soft(serving, 'side that serves after two releases at once').toBeDefined()
    expect.soft(exits, 'exit codes of two releases at once').toContain(0)
    evidence.floor('two releases', isUnderWay ? 1 : 2)
  } finally {
    await blueGreen.close()
  }
})
