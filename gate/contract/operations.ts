/** The part of the contract about what users do: small functions that make requests. */
import * as z from 'zod'
import type { Account } from './account.ts'
import { fn, path, text } from './fields.ts'
import type { Reply, RequestSpec, Session } from './requests.ts'

/** A record: the company (tenant, project) that it belongs to, and its id. */
export interface RecordRef {
  /** The id of the company. */
  company: string
  /** The id of the record. */
  id: string
}

/** A request of which only the status matters. */
function act<Args extends unknown[]>() {
  return z.strictObject({
    /** Makes the request. */
    request: fn<(...args: Args) => RequestSpec>(),
  })
}

/** A request whose reply names what it created or read. */
function make<Args extends unknown[], Result = string>() {
  return z.strictObject({
    /** Makes the request. */
    request: fn<(...args: Args) => RequestSpec>(),
    /** Reads the result out of the reply. */
    result: fn<(reply: Reply) => Result>(),
  })
}

const rolesSchema = z.strictObject({
  /** The role with more permissions. */
  writer: z.string(),
  /** The role with fewer permissions. */
  reader: z.string(),
})

/** Claims that need an operation which the config leaves out are unverified. */
export const operationsSchema = z.strictObject({
  /** Logs an account in. */
  login: make<[account: Account], Session>().exactOptional(),
  /** Trades a session for a new one. */
  refresh: make<[session: Session], Session>().exactOptional(),
  /** Ends a session. */
  logout: act<[session: Session]>().exactOptional(),
  /** Reads who is asking; the result is their email or name. */
  profile: make<[]>().exactOptional(),
  /** Creates an account, as the administrator; the result is its id. */
  createAccount: make<[account: Account]>().exactOptional(),
  /** Creates a company, as any account; the result is its id. */
  createCompany: make<[name: string]>().exactOptional(),
  /** Reads a company, as a member: an entry that backends cache for the default time. */
  readCompany: act<[company: string]>().exactOptional(),
  /** Reads the caller's permissions in a company. */
  permissions: make<[company: string], readonly string[]>().exactOptional(),
  /** Gives a user a role in a company, as the company's owner. */
  changeRole: act<[company: string, userId: string, role: string]>()
    .extend({
      /** The names of two roles with different permissions. */
      roles: rolesSchema,
    })
    .exactOptional(),
  /** Takes a user out of a company, as the company's owner. */
  removeMember: act<[company: string, userId: string]>().exactOptional(),
  /** Clears the permission cache of one user or of all, as the administrator. */
  invalidate: act<[userId?: string]>().exactOptional(),
  /** Creates a record; the result is its id. */
  createRecord: make<[company: string, name: string]>().exactOptional(),
  /** Reads a record; the result is its name. */
  readRecord: make<[record: RecordRef]>()
    .extend({
      /** The table that this reads: checks lock it to exhaust the pool. */
      table: text,
    })
    .exactOptional(),
  /** Changes the name of a record. */
  updateRecord: act<[record: RecordRef, name: string]>().exactOptional(),
  /** Deletes a record. */
  deleteRecord: act<[record: RecordRef]>().exactOptional(),
  /** A request like `createRecord` with a body that the backend must refuse. */
  invalidRecord: act<[company: string]>().exactOptional(),
  /** Asks for a password reset by mail. */
  requestPasswordReset: act<[email: string]>().exactOptional(),
  /** Begins a login with the OAuth provider: the answer redirects to it. */
  beginOAuth: act<[]>()
    .extend({
      /** The path that the provider sends the browser back to. Default: claims are unverified. */
      callback: path.exactOptional(),
    })
    .exactOptional(),
  /**
   * Opens a WebSocket, as any account, that stays open until either side closes it. It is sent with
   * the session's headers; a backend that takes the token elsewhere finds it in the session.
   */
  openSocket: act<[session: Session]>().exactOptional(),
})

/** What users do with the backend. */
export type Operations = z.infer<typeof operationsSchema>
