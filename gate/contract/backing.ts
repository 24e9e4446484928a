/** The part of the contract about the services behind the target, each made for the run. */
import * as z from 'zod'
import { variable } from './fields.ts'

const part = variable.exactOptional()

const addressSchema = z.union(
  [
    variable,
    z
      .strictObject({
        /** The variable for the whole URL. */
        url: part,
        /**
         * How that URL begins, for a library that wants its driver there: `postgresql+asyncpg`.
         * Default: `postgresql` or `redis`.
         */
        scheme: z
          .string()
          .regex(/^[a-z][a-z0-9+.-]*$/i, 'expected how a URL begins, such as postgresql+asyncpg')
          .exactOptional(),
        /** What that URL ends with, without the `?`: `sslmode=disable`. Default: nothing. */
        query: z
          .string()
          .regex(/^[^?#\s]+=[^?#\s]*$/, 'expected what follows a ?, such as sslmode=disable')
          .exactOptional(),
        /** More variables for the same URL: those of sessions, queues or locks. Default: none. */
        also: z.array(variable).min(1, 'expected at least one variable').readonly().exactOptional(),
        /** The variable for host and port in one: `127.0.0.1:6379`. */
        address: part,
        /** The variable for the host. */
        host: part,
        /** The variable for the port. */
        port: part,
        /** The variable for the user name. */
        user: part,
        /** The variable for the password. */
        password: part,
        /** The variable for the database's name or number. */
        database: part,
      })
      .refine(({ address, host, port }) => !address || !port || host !== undefined, {
        path: ['address'],
        error: 'expected host beside port; address is the variable of both',
      }),
  ],
  'expected the name of a variable for the URL, or an object with a variable for each part',
)

export const backingSchema = z.strictObject({
  /** Where the address of PostgreSQL goes. Default: the target has no database. */
  postgres: addressSchema.exactOptional(),
  /** Where the address of Redis goes. Default: the target has no Redis. */
  redis: addressSchema.exactOptional(),
  /**
   * How much of Redis the target uses. `keys`: keys alone, so that checks can share a server, each
   * with a database number of its own. `all`: also what the numbers do not separate, such as
   * channels, functions, FLUSHALL or KEYS of a whole server, so that each check gets a server.
   * Default: `all`.
   */
  redisUse: z.enum(['keys', 'all']).exactOptional(),
})

/** Where a service's address goes: one variable for a URL, or one for each part. */
export type AddressVariables = z.infer<typeof addressSchema>

/** A part of an address that a variable can hold. */
export type AddressPart = Exclude<
  keyof Exclude<AddressVariables, string>,
  'scheme' | 'query' | 'also'
>

/** The variable of each part; the whole address is the part `url`. */
export function partVariables(
  address: AddressVariables | undefined,
): Partial<Record<AddressPart, string>> {
  if (address === undefined) return {}
  if (typeof address === 'string') return { url: address }
  const { scheme: _, query: __, also: ___, ...parts } = address
  return parts
}

/** All variables that hold an address or a part of it, each with that part. */
export function addressEntries(
  address: AddressVariables | undefined,
): (readonly [AddressPart, string])[] {
  const parts = Object.entries(partVariables(address)) as [AddressPart, string][]
  const also = typeof address === 'object' ? (address.also ?? []) : []
  return [...parts, ...also.map((name) => ['url', name] as const)]
}

/** The variables that hold a whole address. */
export function urlVariables(address: AddressVariables | undefined): string[] {
  return addressEntries(address).flatMap(([part, name]) => (part === 'url' ? [name] : []))
}

/** What addresses end with in production, by variable: `?sslmode=disable`. */
export function addressQueries(backing: Partial<z.infer<typeof backingSchema>> = {}) {
  const queries = [backing.postgres, backing.redis].flatMap((address) => {
    const query = typeof address === 'object' ? address.query : undefined
    if (query === undefined) return []
    return urlVariables(address).map((name) => [name, `?${query}`] as const)
  })
  return Object.fromEntries(queries)
}
