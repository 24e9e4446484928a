/** The placeholders of each operation, and where its arguments have their values. */
import type { Account } from '../account.ts'
import type { RecordRef } from '../operations.ts'
import type { Session } from '../requests.ts'
import { bearerOf } from '../wire.ts'
import { base64 } from './base64.ts'
import type { Values } from './template.ts'

interface OperationValues {
  /** The placeholders that the templates of the operation may use. */
  names: readonly string[]
  /** Their values for a call. */
  values: (args: readonly unknown[]) => Values
}

/** Arguments that are texts, in this order. */
function texts(...names: string[]): OperationValues {
  return {
    names,
    values: (args) =>
      Object.fromEntries(names.map((name, at) => [name, args[at] as string | undefined])),
  }
}

/** `{basic}` and `{basicEmail}` are what HTTP's Basic scheme sends. */
const account: OperationValues = {
  names: ['name', 'email', 'password', 'basic', 'basicEmail'],
  values: ([given]) => {
    const { name, email, password } = given as Account
    const [basic, basicEmail] = [name, email].map((user) => base64(`${user}:${password}`))
    return { name, email, password, basic, basicEmail }
  },
}

const session: OperationValues = {
  names: ['token', 'refreshToken'],
  values: ([given]) => {
    const { refreshToken } = given as Session
    return { token: bearerOf(given as Session), refreshToken }
  },
}

/** A record, and texts after it. */
function record(...names: string[]): OperationValues {
  const others = texts(...names)
  return {
    names: ['company', 'id', ...names],
    values: ([given, ...args]) => ({ ...(given as RecordRef), ...others.values(args) }),
  }
}

/** By operation; one that is not here has no placeholders. */
export const operationValues: Readonly<Record<string, OperationValues>> = {
  login: account,
  refresh: session,
  logout: session,
  createAccount: account,
  createCompany: texts('name'),
  readCompany: texts('company'),
  permissions: texts('company'),
  changeRole: texts('company', 'userId', 'role'),
  removeMember: texts('company', 'userId'),
  invalidate: texts('userId'),
  createRecord: texts('company', 'name'),
  readRecord: record(),
  updateRecord: record('name'),
  deleteRecord: record(),
  invalidRecord: texts('company'),
  requestPasswordReset: texts('email'),
  openSocket: session,
}
