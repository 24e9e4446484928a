/** Images of a compose file's services, on a machine without a registry. */
import { availableImage, standInImage } from '#gate/stack/docker/images.ts'
import type { ServiceKind } from '#gate/stack/types.ts'

/** Our stand-ins, by the last part of the image name that they replace. */
const kinds: Readonly<Record<string, ServiceKind>> = {
  postgres: 'postgres',
  redis: 'redis',
  nginx: 'nginx',
  pgbouncer: 'pgbouncer',
}

/** The image to start a service from: its own, or the stand-in for it. */
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
