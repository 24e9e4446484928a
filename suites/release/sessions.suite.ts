/** Users who are logged in before a release stay so after it, and after a rollback. */

import type { Session } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { type Cutover, openBlueGreen, sideHeader } from '#gate/kit/release/blue-green.ts'
import type { ColourName } from '#gate/kit/release/site.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import { makePerson } from '#gate/system/world.ts'

/** Whether a release succeeds is another claim; without one there is nothing to see here. */
function demandSuccess(what: string, { exitCode, output }: Cutover): void {
  if (exitCode !== 0)
    throw inconclusive(`the ${what} exited with ${exitCode}: ${lastWords(output)}`)
}

check('release.sessions-survive', async ({ target, stack, context, evidence, expect }) => {
  const blueGreen = await openBlueGreen({ target, stack, labels: context.labels, evidence })
  try {
    const { account } = await makePerson(target, blueGreen.past('blue'), 'member')
    const edge = blueGreen.through()
    const profile = edge.operation('profile')
    const login = edge.operation('login')
    const refresh = edge.config.operations?.refresh
    const ask = async (what: string, session: Session, side: ColourName) => {
      const outcome = await edge.try(profile.request(), { session })
      const status = statusOrError(outcome)
      const by = outcome.ok ? outcome.headers[sideHeader] : undefined
      evidence.observe('token use', { what, status, by })
      return { status, isFromSide: by === blueGreen.colours[side].mark }
    }
    const use = async (what: string, session: Session, side: ColourName) => {
      const answer = await ask(what, session, side)
      expect.soft(answer, `response to ${what}`).toEqual({ status: 200, isFromSide: true })
    }
    const logIn = async (side: ColourName) => {
      const reply = await edge.send(login.request(account))
      if (reply.status >= 400) throw inconclusive(`a login on ${side} answered ${reply.status}`)
      return login.result(reply)
    }
    /** The refreshed session; the same one if the target has no refresh. */
    const renew = async (what: string, session: Session, side: ColourName) => {
      if (!refresh) return session
      const reply = await edge.send(refresh.request(session))
      evidence.observe('token use', { what, status: reply.status })
      expect.soft(reply.status, `status of refreshing with ${what}`).toBeLessThan(300)
      const renewed = reply.status < 300 ? refresh.result(reply) : session
      await use(`the token refreshed with ${what}`, renewed, side)
      return renewed
    }

    const [ofBlue, renewable] = [await logIn('blue'), await logIn('blue')]
    const control = await ask("blue's token on blue", ofBlue, 'blue')
    if (control.status !== 200) throw inconclusive(`a fresh token got ${control.status}`)
    // A token that is refused on green is a failure, whatever becomes of the rollback.
    evidence.floor('token use', 2)
    const forth = await blueGreen.deploy()
    demandSuccess('release', forth)
    await use("blue's token on green", ofBlue, 'green')
    const renewed = await renew("blue's refresh token on green", renewable, 'green')
    const ofGreen = await logIn('green')
    const back = await blueGreen.rollback()
    demandSuccess('rollback', back)
    await use("blue's token on blue after the rollback", ofBlue, 'blue')
    await use("green's token on blue", ofGreen, 'blue')
    await renew("green's refresh token on blue", renewed, 'blue')
    evidence.floor('token use', refresh ? 8 : 4)
  } finally {
    await blueGreen.close()
  }
})
