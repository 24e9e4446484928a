/** What each claim needs of a target's config: without it, no check can verify the claim. */
import type { Section } from '../claim.ts'
import type { ClaimId } from '../index.ts'

type Part =
  | 'backing'
  | 'cache'
  | 'commands'
  | 'deployment'
  | 'edge'
  | 'endpoints'
  | 'environment'
  | 'lacks'
  | 'launch'
  | 'manifests'
  | 'migrations'
  | 'operations'
  | 'poolFigures'
  | 'proxyHeaders'
  | 'release'
  | 'settings'

/**
 * A key of the config, as the messages of unverified claims name it. In
 * `environment.production.{corsOrigins}` the braces stand for the variable of that setting.
 */
export type Key = 'admin' | 'backing' | 'objectives' | `${Part}.${string}`

/** A key, or keys of which one is enough. */
export type Need = Key | readonly Key[]

/** All of these are needed, in the order in which the check asks for them. */
export type Needs = readonly Need[]

/** A launch that the gate can start and stop: anything but `attached(…)`. */
export const started = 'launch.kind=command' satisfies Key

/** The administrator: declared, or created by the target's own command. */
export const administrator = ['admin', 'commands.createAdmin'] as const satisfies Need

/** The session of an account. */
export const session: Needs = [administrator, 'operations.login']

/** An account with a record of its own. */
export const world: Needs = [...session, 'operations.createRecord']

/** A record that is read from the target's database, so that a lock makes the read wait. */
export const lockedRead: Needs = [...world, 'operations.readRecord', 'backing.postgres']

/** What the critical endpoints ask for after a read; a refresh, unless a session is a cookie. */
export const afterRead: Needs = [
  'operations.updateRecord',
  'operations.deleteRecord',
  'operations.invalidRecord',
  'operations.profile',
  'operations.logout',
]

/** A start with a small pool, and reads that fill it. */
export const smallPool: Needs = ['settings.poolSize', started, ...lockedRead]

/** A start whose cached permissions can be seen in Redis, of companies or of a single tenant. */
export const cachedPermissions: Needs = [
  'backing.redis',
  'operations.createAccount',
  'operations.permissions',
  started,
  ...session,
]

/** The same, with members whose roles change. */
export const cachedRoles: Needs = [...cachedPermissions, 'operations.changeRole']

/** The edge in front of a start of the target. */
export const behindEdge: Needs = ['manifests.nginx', started]

/** Two sides behind the edge, each with an address or a container of its own. */
export const blueGreen: Needs = [
  'release.switchFile',
  started,
  ['endpoints.ready', 'endpoints.health'],
  ['launch.host', 'manifests.dockerfile'],
  'manifests.nginx',
]

/** The needs of all claims of one section: a claim left out does not compile. */
export function defineNeeds<S extends Section>(
  _section: S,
  needs: Readonly<Record<Extract<ClaimId, `${S}.${string}`>, Needs>>,
): typeof needs {
  return needs
}
