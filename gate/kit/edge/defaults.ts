/** Directives that a configuration leaves out: their default depends on the version of nginx. */
import type { EdgeImage } from './edge-image.ts'
import type { NginxTree } from './nginx-tree.ts'
import { walk } from './tree.ts'
import { isBefore, type Version } from './versions.ts'

interface Default {
  before: string
  /** The version that changed it. https://nginx.org/en/CHANGES */
  since: Version
  after: string
}

const changed = {
  ssl_protocols: { before: 'TLSv1 TLSv1.1 TLSv1.2', since: [1, 23, 4], after: 'TLSv1.2 TLSv1.3' },
} satisfies Record<string, Default>

const isNginx = /(^|\/)(nginx|nginx-unprivileged|openresty)(:|@|$)/

function isLeftOut(tree: NginxTree, name: string): boolean {
  return ![...walk(tree.directives)].some(({ directive }) => directive.name === name)
}

/** What an image's nginx does without the directive; undefined if its version is not known. */
function defaultOf({ image, version }: EdgeImage, { before, since, after }: Default) {
  if (version) return isBefore(version, since) ? before : after
  // A tag that moves, such as alpine or stable, is a later version today.
  return image !== undefined && isNginx.test(image) ? after : undefined
}

/** Values of directives that are left out everywhere, as the deployment's nginx has them. */
export function deployedDefaults(tree: NginxTree, image: EdgeImage): Record<string, string> {
  const all = Object.entries(changed).flatMap(([name, each]) => {
    const value = isLeftOut(tree, name) ? defaultOf(image, each) : undefined
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(all)
}

/** Whether what a deployment does depends on a version of nginx that is not known. */
export function isOpen(tree: NginxTree, image: EdgeImage, name: keyof typeof changed): boolean {
  return isLeftOut(tree, name) && defaultOf(image, changed[name]) === undefined
}
