/**
 * The pages that nginx serves in place of an error. Without its page an error becomes another one,
 * or is passed on to the backend once more.
 */
import { posix } from 'node:path'
import type { DeployedNginx } from './deployed-nginx.ts'
import type { NginxTree } from './nginx-tree.ts'
import { variablesOf, walk } from './tree.ts'

/** The page of a deployment that keeps it where the gate cannot look: in an image, or a volume. */
const unseenPage = 'an error\n'

/** One argument of each directive of a name, as far as it has no variables. */
function plainWords({ directives }: NginxTree, name: string, at: number): string[] {
  return [...walk(directives)]
    .filter(({ directive }) => directive.name === name)
    .flatMap(({ directive: { args } }) => args.at(at) ?? [])
    .filter((word) => variablesOf(word).length === 0)
    .map(({ value }) => value)
}

/** What `error_page 502 504 /50x.html` names: no other URL, and no named location. */
function pagesIn(tree: NginxTree): string[] {
  return plainWords(tree, 'error_page', -1)
    .filter((page) => page.startsWith('/'))
    .map((page) => page.replace(/\?.*/, ''))
}

/** Whether the compose file mounts a folder, or a Dockerfile copies it: then all of it is here. */
function isHere({ service }: DeployedNginx, path: string): boolean {
  const all = [...(service?.binds ?? []), ...(service?.dockerfile?.copies ?? [])]
  return all.some(({ target }) => path === target || path.startsWith(`${target}/`))
}

/** The pages below each root, by path as nginx sees it. */
export function errorPages(deployed: DeployedNginx, tree: NginxTree): Map<string, string> {
  const pages = new Map<string, string>()
  const names = pagesIn(tree)
  for (const root of new Set(plainWords(tree, 'root', 0))) {
    for (const page of names) {
      const path = posix.join('/', root, page)
      const [found] = isHere(deployed, path) ? deployed.find(path) : [{ text: unseenPage }]
      if (found) pages.set(path, found.text)
    }
  }
  return pages
}
