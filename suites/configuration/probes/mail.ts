/** Mail: which server it is sent through, with which login, from which sender. */
import { randomBytes } from 'node:crypto'
import type { Account } from '#gate/contract/contract.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { type MailServer, type ReceivedMail, startMailServer } from '#gate/stack/mail-server.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { arrange, makePerson } from '#gate/system/world.ts'
import type { Observation } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import {
  changeOf,
  ofSettings,
  onReady,
  type SettingProbe,
  shownChangeOf,
  shows,
} from './setting-probe.ts'

const [host, otherHost] = ['127.0.0.1', '127.0.0.2']
const [sender, otherSender] = ['first@preflight.example.com', 'second@preflight.example.com']
const users = { first: 'first-mailer', second: 'second-mailer' }
/** A mail to a server on loopback arrives within this time, or never: some go by a queue. */
const mailMs = 10_000

/** Where both are changed. */
const elsewhere = 'at another address and port'

/** Four servers: the configured one, and one for each other combination of address and port. */
async function openServers(fixture: ProbeFixture) {
  const [port, otherPort] = [await freePort(), await freePort()]
  const servers: [string, MailServer][] = []
  for (const [name, address, at] of [
    ['the first', host, port],
    ['on another port', host, otherPort],
    ['at another address', otherHost, port],
    [elsewhere, otherHost, otherPort],
  ] as const) {
    const server = await startMailServer(address, at)
    fixture.onClose(() => server.close())
    servers.push([name, server])
  }
  return { port, otherPort, servers }
}

/** The name of a known value: secrets are not shown, not even ours. */
function nameOf(value: string | undefined, known: Record<string, string>): string {
  if (value === undefined) return 'none'
  return Object.keys(known).find((name) => known[name] === value) ?? 'another'
}

/** Waits for the first mail after those already counted. */
async function nextMail(
  servers: readonly [string, MailServer][],
  before: readonly number[],
): Promise<ReceivedMail | undefined> {
  return await waitFor(
    'a mail to arrive',
    async () => servers.flatMap(([, { mails }], index) => mails.slice(before[index]))[0],
    { timeoutMs: mailMs, intervalMs: 20 },
  ).catch(ifTimedOut(() => undefined))
}

/** Who gets the mails: the first administrator need not have an address. */
async function addressee(target: Target, running: RunningTarget): Promise<Account> {
  return (await makePerson(target, running, 'mailed')).account
}

export const mail: SettingProbe = {
  name: 'mail',
  variables: ofSettings('smtpHost', 'smtpPort', 'smtpUser', 'smtpPassword', 'smtpFrom'),
  open: async (fixture) => {
    const { config, redactor, target } = fixture
    const { port, otherPort, servers } = await openServers(fixture)
    const secret = () => randomBytes(18).toString('base64url')
    const passwords = { first: secret(), second: secret() }
    redactor.add('the first mail password', passwords.first)
    redactor.add('the second mail password', passwords.second)
    let whom: Promise<Account> | undefined
    return {
      base: {
        smtpHost: host,
        smtpPort: String(port),
        smtpFrom: sender,
        smtpUser: users.first,
        smtpPassword: passwords.first,
      },
      changes: [
        ...changeOf(config, 'smtpHost', otherHost, ['server'], {
          value: otherHost,
          isShown: shows('server', elsewhere),
        }),
        ...changeOf(config, 'smtpPort', String(otherPort), ['server'], {
          value: String(otherPort),
          isShown: shows('server', elsewhere),
        }),
        ...shownChangeOf(config, 'smtpUser', users.second, ['user', 'second']),
        ...shownChangeOf(config, 'smtpPassword', passwords.second, ['password', 'second']),
        ...shownChangeOf(config, 'smtpFrom', otherSender, ['from', otherSender]),
      ],
      observe: onReady(async (running): Promise<Observation> => {
        const reset = running.operation('requestPasswordReset')
        whom ??= addressee(target, running)
        const { email } = await whom
        const mailsBefore = servers.map(([, server]) => server.mails.length)
        const contactsBefore = servers.map(([, server]) => server.contacts)
        await arrange(running, reset.request(email))
        const received = await nextMail(servers, mailsBefore)
        const contacted = servers.filter(
          ([, server], index) => server.contacts > (contactsBefore[index] ?? 0),
        )
        const server = contacted.map(([name]) => name).join(', ') || 'none'
        // Without a mail nobody knows from whom it would be, and with which login.
        if (!received) return { server }
        const user = nameOf(received.user, users)
        return { server, user, password: nameOf(received.password, passwords), from: received.from }
      }),
    }
  },
}
