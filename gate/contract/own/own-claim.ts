/** What a team says of a claim of its own, in a file of claims beside the config. */
import * as z from 'zod'
import { didYouMean } from '#gate/did-you-mean.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { sections } from '#guide/index.ts'
import { text } from '../fields.ts'
import { checkSchema, type OwnCheck } from './own-check.ts'

/** A claim of a team. `check` is absent where a suite has its check. */
export interface OwnClaim extends AnyClaim {
  readonly ownFile: string
  readonly check?: OwnCheck
}

const shape = {
  /** What must hold, as one or more sentences. */
  statement: text,
  /** `must`: a failure is NO-GO. `should` and `beyond`: a warning. Default: must. */
  level: z.enum(['must', 'should', 'beyond'], 'expected must, should or beyond').default('must'),
  /**
   * What its check does to the target: only look, put load on it, or change and disturb something.
   * An attached target is only observed, unless --allow says more. Default: disrupt.
   */
  impact: z
    .enum(['observe', 'load', 'disrupt'], 'expected observe, load or disrupt')
    .default('disrupt'),
  /** How it is verified. Default: as its check shows. */
  verification: text.default('as its check shows'),
  /** What to change when it fails. */
  remedy: text,
  /** The outage or the loss that its holding prevents. */
  prevents: text,
  /** `docker` if its check needs containers, whatever the engine. Default: it does not. */
  needs: z.literal('docker', 'expected docker').exactOptional(),
  /** Backing services that its check starts, besides PostgreSQL and Redis. Default: none. */
  services: z
    .array(
      z.enum(
        ['postgres', 'redis', 'nginx', 'pgbouncer', 'toxiproxy'],
        'expected postgres, redis, nginx, pgbouncer or toxiproxy',
      ),
    )
    .readonly()
    .exactOptional(),
  /** Programs that its check runs. Default: none. */
  programs: z
    .array(
      z.enum(
        ['k6', 'pg_dump', 'psql', 'docker-compose'],
        'expected k6, pg_dump, psql or docker-compose',
      ),
    )
    .readonly()
    .exactOptional(),
}

/** A claim in a file of code; its check is in a suite. */
const codeBody = z.strictObject(shape)

/** A claim in a file that is data. It may have its check with it. */
const dataBody = z.strictObject({
  ...shape,
  /** Requests, and what is required of the answers. Default: a suite has the check. */
  check: checkSchema.exactOptional(),
})

/** What a claim says, as its author writes it. */
export type OwnClaimBody = z.input<typeof codeBody>

const idPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

/** What is wrong with the id of an own claim; undefined if nothing is. */
function problemOfId(id: string): string | undefined {
  if (!idPattern.test(id)) {
    return `expected an id such as billing.invoice-idempotent, got ${JSON.stringify(id)}`
  }
  const [section = ''] = id.split('.')
  if (!sections.some((each) => each === section)) return undefined
  return `"${section}" is a section of the guide: choose a section of your own`
}

/** Claims by id: every id has a section that the guide does not have. */
function claimsWith<B extends z.ZodType>(body: B) {
  return z
    .record(z.string(), body, 'expected claims by id: billing.invoice-idempotent: { … }')
    .superRefine((claims, context) => {
      for (const id of Object.keys(claims)) {
        const message = problemOfId(id)
        if (message !== undefined) context.addIssue({ code: 'custom', path: [id], message })
      }
    })
}

/** The claims of a file of code. */
export const codeClaims = claimsWith(codeBody)

/** The claims of a file that is data. */
export const dataClaims = claimsWith(dataBody)

/** The claims of a file, once its schema has accepted them. */
export function ownClaims(
  claims: z.output<typeof dataClaims> | z.output<typeof codeClaims>,
  ownFile: string,
): OwnClaim[] {
  return Object.entries(claims).map(([id, body]) => {
    const [section = ''] = id.split('.')
    return { id, section, guideSections: [], ownFile, ...body }
  })
}

/** A hint for an id that no own claim has. */
export function similarId(id: string, known: readonly { id: string }[]): string | undefined {
  return didYouMean(
    id,
    known.map((claim) => claim.id),
  )
}
