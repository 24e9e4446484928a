/** Tries the operations, in the order in which one needs what another one made. */
import type { Account, Operations, Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import { messageOf } from '#gate/errors.ts'
import { quoteTable } from '#gate/stack/table-name.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { newCompanyName } from '#gate/system/world.ts'
import { ask } from './ask.ts'
import { toldOf } from './endpoints.ts'
import { rolesTrial } from './roles.ts'
import { fails, notTried, type Tried, works } from './tried.ts'

const name = 'preflight-trial'

/** What the operations made so far. */
interface Made {
  admin?: Session
  user?: Session
  account?: Account
  userId?: string
  company: string
  recordId?: string
}

/** What is wrong with a session, if anything. */
function sessionProblem(session: Session | undefined): string | undefined {
  const sent = Object.entries(session?.headers ?? {}).filter(
    ([, value]) => !/undefined|^$/.test(value),
  )
  const hasQuery = Object.keys(session ?? {}).some((key) => key === 'query')
  return sent.length > 0 || hasQuery
    ? undefined
    : 'the answer holds no session where the config looks'
}

/** What was found in place of what had to be. */
function instead(expected: string, found: unknown): string {
  return `expected ${expected}, got ${String(found ?? '') || 'nothing'}`
}

/** Tries the operations that a config names. */
export class OperationsTrial {
  readonly #target: Target
  readonly #running: RunningTarget
  readonly #operations: Partial<Operations>
  readonly #made: Made = { company: '' }
  readonly tried: Tried[] = []

  constructor(target: Target, running: RunningTarget) {
    this.#target = target
    this.#running = running
    this.#operations = target.config.operations ?? {}
  }

  async all(): Promise<Tried[]> {
    await this.#logIn()
    await this.#createAccount()
    await this.#profile()
    await this.#company()
    await this.#record()
    await this.#refusal()
    await this.#roles()
    return this.tried
  }

  /** Asks, and notes what came. @returns the value; undefined where it failed */
  async #note<T>(
    key: string,
    spec: RequestSpec,
    options: {
      session?: Session | undefined
      read: (reply: Reply) => T
      wrong?: (value: T) => string | undefined
    },
  ): Promise<T | undefined> {
    try {
      const { told, value, problem } = await ask(this.#running, spec, options.session, options.read)
      const wrong = problem ?? options.wrong?.(value as T)
      this.tried.push(
        wrong === undefined ? works(key, told) : fails(key, problem ?? `${told}; ${wrong}`),
      )
      return wrong === undefined ? value : undefined
    } catch (error) {
      this.tried.push(fails(key, messageOf(error)))
      return undefined
    }
  }

  async #logIn(): Promise<void> {
    const { login } = this.#operations
    if (!login) return
    let admin: Account
    try {
      admin = await this.#target.admin()
    } catch (error) {
      this.tried.push(notTried('operations.login', messageOf(error)))
      return
    }
    const session = await this.#note('operations.login', login.request(admin), {
      read: login.result,
      wrong: sessionProblem,
    })
    if (!session) {
      const last = this.tried.at(-1)
      if (last) last.change = ['operations.login', 'admin', 'commands.createAdmin']
      return
    }
    this.#made.admin = session
    this.#made.user = session
    this.#made.account = admin
  }

  async #createAccount(): Promise<void> {
    const { createAccount, login } = this.#operations
    const { admin } = this.#made
    if (!createAccount || !login) return
    if (!admin) {
      this.tried.push(notTried('operations.createAccount', 'nobody is logged in'))
      return
    }
    const account = this.#target.newAccount('trial')
    const id = await this.#note('operations.createAccount', createAccount.request(account), {
      session: admin,
      read: createAccount.result,
      wrong: (made) => (made ? undefined : 'the account has no id'),
    })
    if (id === undefined) return
    this.#made.userId = id
    const session = await this.#note('operations.login of a new account', login.request(account), {
      read: login.result,
      wrong: sessionProblem,
    })
    if (!session) return
    this.#made.user = session
    this.#made.account = account
  }

  async #profile(): Promise<void> {
    const { profile } = this.#operations
    const { user, account } = this.#made
    if (!profile || !user || !account) return
    const known = [account.email, account.name]
    await this.#note('operations.profile', profile.request(), {
      session: user,
      read: profile.result,
      wrong: (who) => (known.includes(who) ? undefined : instead(known.join(' or '), who)),
    })
  }

  async #company(): Promise<void> {
    const { createCompany, readCompany, permissions } = this.#operations
    const session = this.#made.user
    if (!session) return
    if (createCompany) {
      const id = await this.#note(
        'operations.createCompany',
        createCompany.request(newCompanyName()),
        {
          session,
          read: createCompany.result,
          wrong: (made) => (made ? undefined : 'the company has no id'),
        },
      )
      if (id === undefined) return
      this.#made.company = id
    }
    const { company } = this.#made
    if (readCompany) {
      await this.#note('operations.readCompany', readCompany.request(company), {
        session,
        read: () => '',
      })
    }
    if (permissions) {
      await this.#note('operations.permissions', permissions.request(company), {
        session,
        read: permissions.result,
        wrong: (list) => (Array.isArray(list) ? undefined : 'expected a list of permissions'),
      })
    }
  }

  async #record(): Promise<void> {
    const { createRecord, updateRecord, deleteRecord } = this.#operations
    const { user: session, company } = this.#made
    if (!createRecord || !session) return
    const id = await this.#note('operations.createRecord', createRecord.request(company, name), {
      session,
      read: createRecord.result,
      wrong: (made) => (made ? undefined : 'the record has no id'),
    })
    if (id === undefined) return
    const record = { company, id: String(id) }
    await this.#read(record, name)
    if (updateRecord) {
      const renamed = `${name}-renamed`
      const request = updateRecord.request(record, renamed)
      const done = await this.#note('operations.updateRecord', request, {
        session,
        read: () => true,
      })
      if (done) await this.#read(record, renamed)
    }
    if (deleteRecord) {
      const request = deleteRecord.request(record)
      await this.#note('operations.deleteRecord', request, { session, read: () => '' })
    }
  }

  async #read(record: { company: string; id: string }, expected: string): Promise<void> {
    const { readRecord } = this.#operations
    if (
      !readRecord ||
      this.tried.some(({ key, result }) => key === 'operations.readRecord' && result === 'fails')
    )
      return
    await this.#note('operations.readRecord', readRecord.request(record), {
      session: this.#made.user,
      read: readRecord.result,
      wrong: (found) => (found === expected ? undefined : instead(expected, found)),
    })
    await this.#table(readRecord.table)
  }

  /** The table has to be there, with a row in it, or locking it holds nothing. */
  async #table(table: string): Promise<void> {
    const key = 'operations.readRecord.table'
    if (this.tried.some((one) => one.key === key) || !this.#target.config.backing?.postgres) return
    const place = quoteTable(table)
    const [row] = await this.#target.query('select to_regclass($1)::text as name', [place])
    if (!row?.name) {
      const rows = await this.#target.query(
        `select relname from pg_stat_user_tables order by n_tup_ins desc limit 8`,
      )
      const known = rows.map(({ relname }) => String(relname)).join(', ')
      this.tried.push(fails(key, `no table "${table}"; there are ${known || 'none'}`))
      return
    }
    this.tried.push(works(key, `the table ${table} is there`))
  }

  async #roles(): Promise<void> {
    const { admin, user: owner, company } = this.#made
    if (!admin || !owner) return
    const stage = { target: this.#target, running: this.#running, admin, owner, company }
    this.tried.push(...(await rolesTrial(stage)))
  }

  async #refusal(): Promise<void> {
    const { invalidRecord } = this.#operations
    const { user: session, company } = this.#made
    if (!invalidRecord || !session) return
    const spec = invalidRecord.request(company)
    const reply = await this.#running.send(spec, { session })
    const told = `${spec.method} ${spec.path}: ${toldOf(reply)}`
    const isRefused = this.#running.statuses.invalid.includes(reply.status)
    const key = 'operations.invalidRecord'
    this.tried.push(isRefused ? works(key, told) : fails(key, told, [key, 'statuses.invalid']))
  }
}
