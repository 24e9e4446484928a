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
  refresh: make<[session: Session], Session>()
    .extend({
      /**
       * The setting whose key signs refresh tokens. Default: a key that no session depends on may
       * protect something else, so its effect is not judged.
       */
      signedBy: z.enum(['secretKey', 'jwtSecretKey']).exactOptional(),
    })
    .exactOptional(),
  /** Ends a session. */
  logout: act<[session: Session]>().exactOptional(),
  /** Reads who is asking; the result is their email or name. */
  profile: make<[]>().exactOptional(),
  /** Creates an account, as the administrator; the result is its id. */
  createAccount: make<[account: Account]>().exactOptional(),
  /**
   * Creates a company, as any account; the result is its id. Default: the backend has a single
   * tenant, and the other operations get an empty company.
   */
  createCompany: make<[name: string]>().exactOptional(),
  /** Reads a company, as a member: an entry that backends cache for the default time. */
  readCompany: act<[company: string]>().exactOptional(),
  /** Reads the caller's permissions in a company. */
  permissions: make<[company: string], readonly string[]>().exactOptional(),
  /** Gives a user a role in a company. */
  changeRole: act<[company: string, userId: string, role: string]>()
    .extend({
      /** The names of two roles with different permissions. */
      roles: rolesSchema,
      /**
       * Who gives and takes roles: the owner of the company or the administrator. Default: the
       * owner; with a single tenant, the administrator.
       */
      by: z.enum(['owner', 'admin'], 'expected owner or admin').exactOptional(),
    })
    .exactOptional(),
  /** Takes a user out of a company, as whoever gives roles. */
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
      /**
       * Whether only the account that created it may read, change and delete it. Default: false,
       * and what others of the same company may do with it is not judged.
       */
      private: z.boolean().exactOptional(),
      /**
       * Whether a cache answers it, so that it need not reach the table. Default: false. If it is
       * true and there is no `uncached`, claims that hold reads in the database are unverified.
       */
      cached: z.boolean().exactOptional(),
      /**
       * The same read past every cache; `unique` is another text each time, for a query that makes
       * each request a new one. Default: `request`.
       */
      uncached: fn<(record: RecordRef, unique: string) => RequestSpec>().exactOptional(),
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

/** Who gives and takes roles. */
export function roleGiverOf({ changeRole, createCompany }: Operations): 'owner' | 'admin' {
  return changeRole?.by ?? (createCompany ? 'owner' : 'admin')
}
