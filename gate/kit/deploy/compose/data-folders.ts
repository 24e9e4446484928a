/** Whether a volume is mounted where the image of a database or cache keeps its data. Pure. */
import type { ComposeService } from './compose-file.ts'

/** The folder that an image declares as its volume, by the last part of its name. */
const declared: Readonly<Record<string, (major: number | undefined) => string | undefined>> = {
  postgres: (major) => {
    if (major === undefined) return undefined
    // Since 18 each version has a folder of its own below it.
    return major >= 18 ? '/var/lib/postgresql' : '/var/lib/postgresql/data'
  },
  mysql: () => '/var/lib/mysql',
  mariadb: () => '/var/lib/mysql',
  mongo: () => '/data/db',
  redis: () => '/data',
  valkey: () => '/data',
}

/** A place that was meant for the data; and one for something else. */
const isMeantFor = /postgres|pgsql|pgdata|mysql|mariadb|mongo|redis|valkey|\/data(?:\/|$)/i
const isAside = /\/etc\/|conf|init|backup|dump|archive|log|cert|ssl|run|tmp|wal/i

const trimmed = (path: string) => path.replace(/(?<=.)\/+$/, '')

/**
 * What is wrong with the volumes of a service, if its image is known: a mount beside the folder
 * that the image declares as its volume, so that Docker makes a nameless one there, which a new
 * container does not get again. Undefined where nothing is wrong, or nothing is known.
 */
export function misplacedVolume(service: ComposeService): string | undefined {
  const { image, mounts, environment, command } = service
  const [, name = '', tag = ''] = /([^/:@]+)(?::([^@]*))?(?:@.*)?$/.exec(image) ?? []
  const major = /^(\d+)/.exec(tag)?.[1]
  const folder = declared[name]?.(major === undefined ? undefined : Number(major))
  const isElsewhere = environment.PGDATA !== undefined || command.includes('--dir')
  if (folder === undefined || isElsewhere || mounts.length === 0) return undefined
  const places = mounts.map(trimmed)
  if (places.includes(folder)) return undefined
  const near = places.find((place) => isMeantFor.test(place) && !isAside.test(place))
  return near && `${image} keeps its data in ${folder}, and the volume is mounted at ${near}`
}
