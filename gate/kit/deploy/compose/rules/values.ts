/** Values that the schema takes for texts and Compose for durations, sizes, numbers or truths. */
import { isMap } from '#gate/yaml-map.ts'
import { commandWords } from '../command-words.ts'
import { knownText, type ResolvedFile, type Rule, refused } from './rule.ts'

type Pattern = readonly string[]

const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)`
const duration = new RegExp(`^[-+]?(?:0|(?:${number}(?:ns|us|µs|μs|ms|s|m|h|d|w))+)$`)
const bytes = new RegExp(`^\\+?${number}(?:e[-+]?\\d+)? ?(?:[kmgtp]i?b?|b)?$`, 'i')
const integer = /^[-+]?\d+$/
const float = new RegExp(`^[-+]?${number}(?:e[-+]?\\d+)?$`, 'i')
const truth = /^(?:true|false|y|yes|on|n|no|off)$/i

/** Places below a key, each as a path of keys with `*` for any: `ports.*.target`. */
const below = (top: string, places: string): Pattern[] =>
  places.split(/\s+/).map((place) => [top, '*', ...place.split('.')])

const kinds: readonly { places: readonly Pattern[]; what: string; is(text: string): boolean }[] = [
  {
    what: 'a duration like 30s or 1m30s',
    is: (text) => duration.test(text),
    places: below(
      'services',
      `healthcheck.interval healthcheck.timeout healthcheck.start_period healthcheck.start_interval
      deploy.update_config.delay deploy.update_config.monitor deploy.rollback_config.delay
      deploy.rollback_config.monitor deploy.restart_policy.delay deploy.restart_policy.window
      stop_grace_period`,
    ),
  },
  {
    what: 'a size like 512m',
    is: (text) => bytes.test(text),
    places: below(
      'services',
      `mem_limit mem_reservation memswap_limit shm_size build.shm_size
      deploy.resources.limits.memory deploy.resources.reservations.memory
      blkio_config.device_read_bps.*.rate blkio_config.device_write_bps.*.rate`,
    ),
  },
  {
    what: 'a whole number',
    is: (text) => integer.test(text),
    places: below(
      'services',
      `cpu_count cpu_period cpu_quota cpu_shares oom_score_adj pids_limit scale deploy.replicas
      deploy.update_config.parallelism deploy.rollback_config.parallelism blkio_config.weight
      deploy.restart_policy.max_attempts deploy.placement.max_replicas_per_node
      healthcheck.retries ports.*.target ulimits.* ulimits.*.hard ulimits.*.soft`,
    ),
  },
  {
    what: 'a number',
    is: (text) => float.test(text),
    places: below(
      'services',
      `cpus cpu_percent deploy.resources.limits.cpus deploy.resources.reservations.cpus
      deploy.update_config.max_failure_ratio deploy.rollback_config.max_failure_ratio`,
    ),
  },
  {
    what: 'true or false',
    is: (text) => truth.test(text),
    places: [
      below(
        'services',
        `init healthcheck.disable oom_kill_disable privileged read_only stdin_open tty attach
        volumes.*.read_only volumes.*.volume.nocopy build.no_cache build.pull build.privileged`,
      ),
      below('networks', 'external internal attachable enable_ipv4 enable_ipv6'),
      ['volumes', 'secrets', 'configs'].flatMap((kind) => below(kind, 'external')),
    ].flat(),
  },
  {
    what: 'a command whose quotes are closed',
    is: (text) => commandWords(text) !== undefined,
    places: below('services', 'command entrypoint post_start.*.command pre_stop.*.command'),
  },
]

/** The values at a place, each with its path. */
function* valuesAt(
  value: unknown,
  [key, ...rest]: Pattern,
  path: readonly (string | number)[] = [],
): Generator<[path: readonly (string | number)[], value: unknown]> {
  if (key === undefined) yield [path, value]
  else if (Array.isArray(value)) {
    if (key !== '*') return
    for (const [at, item] of value.entries()) yield* valuesAt(item, rest, [...path, at])
  } else if (isMap(value)) {
    const keys = key === '*' ? Object.keys(value) : [key]
    for (const each of keys) yield* valuesAt(value[each], rest, [...path, each])
  }
}

/** Texts that Compose reads as something else, and cannot. */
export const values: Rule = function* ({ document }: ResolvedFile) {
  for (const { places, what, is } of kinds) {
    for (const place of places) {
      for (const [path, value] of valuesAt(document, place)) {
        const text = typeof value === 'string' ? knownText(value) : undefined
        if (text !== undefined && !is(text)) yield refused(path, `must be ${what}, not "${text}"`)
      }
    }
  }
}

/** Numbers that there cannot be. */
export const copies: Rule = function* ({ document }: ResolvedFile) {
  for (const place of below('services', 'scale deploy.replicas healthcheck.retries')) {
    for (const [path, value] of valuesAt(document, place)) {
      if (Number(knownText(value)) < 0) yield refused(path, 'must not be less than 0')
    }
  }
}
