/** A mail server in this process that records connections, logins and mail. */
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  /** The user that logged in, if any. */
  user?: string
  password?: string
  from: string
  to: string[]
  /** Headers and body, as sent. */
  text: string
}

export interface MailServer {
  /** Connections so far, with or without mail. */
  readonly contacts: number
  readonly mails: readonly ReceivedMail[]
  /** Whether it refuses every mail from now on, with an error of SMTP. */
  refuse(isRefusing: boolean): void
  close(): Promise<void>
}

/**
 * Listens without TLS and accepts any login.
 * @throws Error if the address cannot be listened on
 */
export async function startMailServer(host: string, port: number): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const accounts = new Map<string, { user: string; password: string }>()
  let contacts = 0
  let refuses = false
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1000,
    onConnect: (_session, done) => {
      contacts += 1
      done()
    },
    onAuth: ({ username, password }, session, done) => {
      const user = username ?? ''
      accounts.set(session.id, { user, password: password ?? '' })
      done(null, { user })
    },
    onMailFrom: (_address, _session, done) => {
      done(refuses ? new Error('no mail is accepted') : null)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          ...accounts.get(session.id),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        })
        done()
      })
    },
  })
  server.on('error', () => {}) // For clients that disconnect; errors of listening show below.
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  return {
    get contacts() {
      return contacts
    },
    mails,
    refuse: (isRefusing) => {
      refuses = isRefusing
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
