/** Images of a compose file's services on a machine that no registry reaches. */
import { availableImage, standInImage } from '#gate/stack/docker/images.ts'
import type { ServiceKind } from '#gate/stack/types.ts'

/** Programs that one of our stand-ins is, by the last part of an image's name. */
const kinds: Readonly<Record<string, ServiceKind>> = {
  postgres: 'postgres',
  redis: 'redis',
  nginx: 'nginx',
  pgbouncer: 'pgbouncer',
}

/** The image to start a service from: the one that it names, or what stands in for it. */
export async function serviceImage(wanted: string): Promise<string> {
  const kind =
    kinds[
      wanted
        .replace(/[:@].*$/, '')
        .split('/')
        .at(-1) ?? ''
    ]
  const standIn = kind === undefined ? wanted : standInImage(kind)
  return await availableImage({ wanted, standIn })
}
