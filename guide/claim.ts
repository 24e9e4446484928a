import type { Feature } from './features.ts'
import type { Heading } from './headings.ts'

/** The guide's sections as Preflight divides it, in the order of every list and report. */
export const sections = [
  'configuration',
  'database',
  'pool',
  'load',
  'cache',
  'edge',
  'http',
  'observability',
  'container',
  'release',
  'cloud',
  'operations',
] as const

export type Section = (typeof sections)[number]

/** `must`: a failure is NO-GO. `should`: a warning. `beyond`: more than the guide asks for. */
export const levels = ['must', 'should', 'beyond'] as const

export type Level = (typeof levels)[number]

/** What verifying a claim does to the target: only look, put load on, or stop, lock, cut, write. */
export type Impact = 'observe' | 'load' | 'disrupt'

/** A backing service that a check starts or disturbs. */
export type ServiceName = 'postgres' | 'redis' | 'nginx' | 'pgbouncer' | 'toxiproxy'

/** A program that a check runs on this machine, whichever engine starts its services. */
export type ProgramName = 'k6' | 'pg_dump' | 'psql' | 'docker-compose'

/** All that is said of a claim beside its id and section; every text is one or more sentences. */
export interface ClaimBody {
  readonly level: Level
  readonly impact: Impact
  /** What must hold, in words that fit any backend. */
  readonly statement: string
  /** The guide's headings under which it makes or implies the claim. */
  readonly guideSections: readonly Heading[]
  /** How it is verified from outside the backend. */
  readonly verification: string
  /** What to change when it fails. */
  readonly remedy: string
  /** The outage or breach that its holding prevents. */
  readonly prevents: string
  /** The feature that it demands, if a backend can be without it: a config then says so. */
  readonly feature?: Feature
  /**
   * The first UTC day, `2027-01-01`, on which it can block a release. A new must is announced by
   * it: until then its failure is a warning, and `gate --at` shows what will be.
   */
  readonly effectiveOn?: string
  /** Set where no mutant can be asked for; absent otherwise. */
  readonly mutantExempt?: true
  /** Set where it is about an image, a cgroup or a Swarm: no local process can stand in for one. */
  readonly needs?: 'docker'
  /** Set if its check, which a process will do for, looks at a container as well on docker. */
  readonly alsoInContainer?: true
  /**
   * The backing services that a check of it starts or disturbs, beside the PostgreSQL and the Redis
   * that all checks share. Set-up brings what they need; a check that asks for another fails.
   */
  readonly services?: readonly ServiceName[]
  /** The programs that a check of it runs itself. Declared and enforced as its services are. */
  readonly programs?: readonly ProgramName[]
  /**
   * Set if its check looks at a deployment as a whole, so that it is tried on mutants of every
   * section: `always`, or unless only the kills are tried (`mutants --quick`).
   */
  readonly sentinel?: 'always' | 'unless-quick'
  /**
   * Set if its check starts a backend many times, follows one through its whole life, or waits for
   * a minute to pass. It is tried on the mutants that it must fail on, and on all with `--full`.
   */
  readonly costly?: true
  /**
   * Set if its check measures time outside of a measured suite: a mutant that it is tried on runs
   * alone, because another one beside it would be measured as well.
   */
  readonly timed?: true
}

/** One requirement of the deployment guide. Ids are stable: reports and waivers name them. */
export interface Claim<Id extends string = string> extends ClaimBody {
  readonly id: Id
  readonly section: Section
}

/** A claim as a run knows it: of the guide, or one that a team has added for its own backend. */
export interface AnyClaim extends ClaimBody {
  readonly id: string
  readonly section: string
  /** The file that declares a claim of a team, relative to its config; absent for the guide's. */
  readonly ownFile?: string
}

/**
 * The claims of one section, in the order written. Each key is a whole id, so that a search for an
 * id finds its claim; one that does not begin with the section's name does not compile.
 */
export function defineClaims<S extends Section, Id extends `${S}.${string}`>(
  section: S,
  bodies: Readonly<Record<Id, ClaimBody>>,
): readonly Claim<Id>[] {
  return (Object.keys(bodies) as Id[]).map((id) => ({ id, section, ...bodies[id] }))
}

/** Prose written over several source lines, as one line: a run of white space is one space. */
export function text(lines: TemplateStringsArray): string {
  return lines.join('').replace(/\s+/g, ' ').trim()
}
