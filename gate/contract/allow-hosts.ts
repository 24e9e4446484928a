/** The part of the contract about other machines that may be loaded or disrupted. */
import * as z from 'zod'

const allowedHostSchema = z.strictObject({
  /** A host name or an address, without scheme, port and path: `staging.example.com`. */
  host: z
    .string()
    .regex(/^[\w.:-]+$/, 'expected a host such as staging.example.com, without scheme and path'),
  /** Says that whoever runs this host agrees to load on it, and to its disruption. */
  confirmed: z.literal(true, 'expected true: whoever runs the host has to agree'),
})

export const allowHostsSchema = z.array(allowedHostSchema).readonly()

/** A host that may be loaded and disrupted, besides this machine. */
export type AllowedHost = z.infer<typeof allowedHostSchema>
