/** Directives that a configuration leaves out: their default depends on the version of nginx. */
import { type EdgeImage, isNginx } from './edge-image.ts'
import type { NginxTree } from './nginx-tree.ts'
import { walk } from './tree.ts'
import { isBefore, type Version } from './versions.ts'

interface Default {
  value: string
  /** The version that brought it; the first one is older than any that is used. */
  since: Version
}

/** The latest last. https://nginx.org/en/CHANGES */
const changed = {
  ssl_protocols: [
    { value: 'TLSv1 TLSv1.1 TLSv1.2', since: [0, 0, 0] },
    { value: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3', since: [1, 23, 4] },
    { value: 'TLSv1.2 TLSv1.3', since: [1, 27, 3] },
  ],
  proxy_http_version: [
    { value: '1.0', since: [0, 0, 0] },
    { value: '1.1', since: [1, 29, 7] },
  ],
} satisfies Record<string, readonly Default[]>

/** What an image's nginx does without the directive; undefined if its version is not known. */
function defaultOf({ image, version }: EdgeImage, all: readonly Default[]): string | undefined {
  if (version) return all.findLast(({ since }) => !isBefore(version, since))?.value
  // A tag that moves, such as alpine or stable, is a later version today.
  return image !== undefined && isNginx(image) ? all.at(-1)?.value : undefined
}

/** Values for the http block, where it lacks them, as the deployment's nginx has them. */
export function deployedDefaults(image: EdgeImage): Record<string, string> {
  const values = Object.entries(changed).flatMap(([name, all]) => {
    const value = defaultOf(image, all)
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(values)
}

/** Whether it is nowhere said, and depends on a version of nginx that is not known. */
export function isOpen(tree: NginxTree, image: EdgeImage, name: keyof typeof changed): boolean {
  const isSaid = [...walk(tree.directives)].some(({ directive }) => directive.name === name)
  return !isSaid && defaultOf(image, changed[name]) === undefined
}
