/** The limit is the client's, whatever accounts it tries, and whether one of them is its own. */
import type { Account } from '#gate/contract/contract.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makePerson } from '#gate/system/world.ts'
import { attemptOf, clients, loginRequest, toldSeconds } from './login-attempts.ts'
import { type LoginLimit, mostWithin, windowOf } from './login-limit-facts.ts'

/** Attempts beyond the limit. */
const beyond = 3
/** Beyond so many, a limit is judged by its rate, and the ways would take too long. */
const maxAttempts = 60
const wrongPassword = 'not-the-password-1A'

/** What a client tries, one account after the other; a good login is no guess. */
interface Guess {
  account: Account
  isGood?: boolean
  /** The path as it is asked for; default: as the config has it. */
  spell?: (path: string) => string
}

interface Way {
  name: string
  client: string
  guesses: readonly Guess[]
}

/** Guesses that get an answer of their own, and how many of them may. */
export interface GuessesOfAWay {
  name: string
  through: number
  most: number
}

/** A path with one more parameter, which no login looks at. */
function withQuery(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`
}

function waysOf(
  target: Target,
  known: Account | undefined,
  { attempts }: LoginLimit,
): readonly Way[] {
  const [, , , many, one, between, spelling] = clients
  const wrong = (account: Account): Guess => ({
    account: { ...account, password: wrongPassword },
  })
  const times = (count: number, guess: () => Guess) => Array.from({ length: count }, guess)
  const all = attempts + beyond
  const stranger = () => wrong(target.newAccount('stranger'))
  const spelt = times(all, stranger).map(
    (guess, at): Guess => ({ ...guess, spell: (path) => withQuery(path, `preflight=${at}`) }),
  )
  const ways: Way[] = [
    { name: 'another account each time', client: many, guesses: times(all, stranger) },
    { name: 'another query in the URL each time', client: spelling, guesses: spelt },
  ]
  if (!known) return ways
  const ofKnown = () => wrong(known)
  const good: Guess = { account: known, isGood: true }
  return [
    ...ways,
    { name: 'an account that exists', client: one, guesses: times(all, ofKnown) },
    {
      name: 'a login of its own in between',
      client: between,
      guesses: [...times(attempts - 1, stranger), good, ...times(all, stranger)],
    },
  ]
}

/** An account that exists; undefined if none can be made under the limit. */
async function knownAccount(target: Target, running: RunningTarget) {
  if (!target.config.operations?.createAccount) return undefined
  return await makePerson(target, running, 'known').then(
    ({ account }) => account,
    () => undefined,
  )
}

/**
 * Sends the guesses of each way as a client of its own. Whoever is refused by another rule from
 * some attempt on, such as one that locks an account, is not let through by it.
 */
export async function guessAccounts(
  target: Target,
  running: RunningTarget,
  limit: LoginLimit,
  evidence: Evidence,
): Promise<readonly GuessesOfAWay[]> {
  const results: GuessesOfAWay[] = []
  if (limit.attempts > maxAttempts) return results
  const known = await knownAccount(target, running)
  const firsts: (number | undefined)[] = []
  evidence.floor('guesses', 1)
  evidence.observe('account that exists', { isMade: known !== undefined })
  for (const { name, client, guesses } of waysOf(target, known, limit)) {
    const startMs = performance.now()
    const wrong: number[] = []
    const told: (number | undefined)[] = []
    let isGood = true
    for (const { account, isGood: shouldBe = false, spell } of guesses) {
      const request = await loginRequest(running, account)
      const path = spell?.(request.path) ?? request.path
      const reply = await attemptOf(running, { ...request, path }, client)
      evidence.observe('guess', { way: name, status: reply.status, shouldBe })
      if (shouldBe) isGood = reply.status < 400
      else wrong.push(reply.status)
      told.push(reply.status === 429 ? toldSeconds(reply) : undefined)
    }
    const [usual = wrong[0]] = firsts
    firsts.push(wrong[0])
    // Another answer than usual: with such a URL it is no login.
    if (guesses.some(({ spell }) => spell) && wrong[0] !== usual) continue
    const ms = performance.now() - startMs
    const through = wrong.filter((status) => status === wrong[0] && status !== 429).length
    const most = mostWithin(limit, windowOf(limit, told), ms)
    evidence.observe('guesses', { way: name, through, most, isGood })
    // Without the good login it was another way than this.
    if (isGood) results.push({ name, through, most })
  }
  return results
}
