/** Which folders of an image hold what others published: packages, libraries, the system. Pure. */

/** Folders of package managers, wherever they lie; also below the application's own folder. */
const libraries = new RegExp(
  `(^|/)(${[
    'node_modules|bower_components|jspm_packages|\\.pnpm-store|\\.yarn/(cache|unplugged)',
    '\\.npm/_cacache|site-packages|dist-packages|__pypackages__|lib(64)?/(python|pypy)[\\d.]+',
    '\\.cache/(pip|uv|pypoetry|yarn|go-build)|(mini|ana)?conda\\d?/(pkgs|lib|share)',
    'gems|lib/ruby|vendor|\\.cargo/(registry|git)|\\.rustup|go/pkg/mod|\\.m2/repository',
    '\\.gradle/caches|\\.ivy2|\\.nuget/packages|\\.composer/cache|\\.hex|\\.pub-cache',
  ].join('|')})/`,
)

/** The distribution's and the runtime's own folders; any other below /usr is the deployment's. */
const system = new RegExp(
  `^(${[
    's?bin|lib\\w*|usr/s?bin|usr/lib\\w*|usr/(include|share|games)',
    'usr/local/(lib\\w*|include|share|man|games|go|rustup|cargo)|nix/store|gnu/store',
    'var/(lib/(dpkg|apt|rpm|pacman)|cache)',
  ].join('|')})/`,
)

/** What packages of distributions make for every machine alike, or serve as examples. */
const known = /^etc\/ssl\/(private\/ssl-cert-snakeoil\.key|certs\/)/
/** Where web servers look for a site. */
const sites = /^usr\/share\/(nginx\/html|caddy|httpd|www)\//

/** A folder from the root, as layers name files; the root and the system's are nobody's own. */
function ownFolder(folder: string): string | undefined {
  const path = `${folder.replace(/^\/+|\/+$/g, '')}/`
  const isShared = /^(usr|usr\/local|etc|var|opt|srv|home|root|tmp|lib|bin|sbin)?\/$/.test(path)
  const isSystems = system.test(path) && system.exec(path)?.[0] === path
  return isShared || isSystems ? undefined : path
}

/** Whether a file belongs to a library, by the folder that it lies in. */
export function isLibrary(path: string): boolean {
  return libraries.test(path)
}

/**
 * Whether others published a file, so that its keys are examples and its names say nothing.
 * @param own absolute folders of the application: the image's WORKDIR, and container.code
 */
export function isPublished(path: string, own: readonly string[] = []): boolean {
  if (isLibrary(path)) return true
  if (sites.test(path)) return false
  if (own.some((folder) => path.startsWith(ownFolder(folder) ?? '\0'))) return false
  return system.test(path) || known.test(path)
}
