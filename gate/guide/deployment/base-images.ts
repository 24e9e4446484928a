/**
 * Which of the programs that health checks call are in well-known images. Images that are not here
 * are not judged, and neither are programs that are not.
 */

/** Whether an image has a program; undefined if nobody here knows. */
export type Knowledge = (program: string) => boolean | undefined

type Programs = Readonly<Record<string, boolean>>

/** Debian without what the distribution calls optional. */
const debianSlim: Programs = {
  sh: true,
  bash: true,
  curl: false,
  wget: false,
  nc: false,
  http: false,
}
/** Debian with what compilers and version control need: `buildpack-deps`. */
const buildpack: Programs = { sh: true, bash: true, curl: true, wget: true, nc: false, http: false }
/** Alpine: BusyBox. */
const alpine: Programs = { sh: true, bash: false, curl: false, wget: true, nc: true, http: false }
/** Nothing but the program and its libraries. */
const empty: Programs = { sh: false, bash: false, curl: false, wget: false, nc: false, http: false }

const runtimes: Readonly<Record<string, Programs>> = {
  python: { python: true, python3: true, node: false, ruby: false },
  node: { node: true, ruby: false },
  ruby: { ruby: true, node: false },
  golang: { go: true },
  rust: {},
}

/** Images that are only what their tag says, from the official library. */
const distributions: readonly [image: RegExp, programs: Programs][] = [
  [/^scratch$/, empty],
  [/^gcr\.io\/distroless\/(?!.*:.*debug)/, empty],
  [/^alpine(?::|$)/, alpine],
  [/^debian:.*slim/, debianSlim],
  [/^(?:debian|ubuntu)(?::|$)/, debianSlim],
  [
    /^(?:postgres|redis|valkey\/valkey|rabbitmq)(?::[^@]*alpine)/,
    { sh: true, curl: false, wget: true },
  ],
  [/^(?:postgres|redis|valkey\/valkey)(?::|$)/, { sh: true, curl: false, wget: false }],
]

/** What is known of an image; undefined for one that nobody here knows. */
export function programsOf(image: string): Knowledge | undefined {
  const name = image.replace(/^(?:docker\.io\/)?(?:library\/)?/, '').replace(/@sha256:.*$/, '')
  const distribution = distributions.find(([pattern]) => pattern.test(name))?.[1]
  if (distribution) return (program) => distribution[program]
  const [, runtime = '', tag = ''] = /^(python|node|ruby|golang|rust)(?::(.*))?$/.exec(name) ?? []
  const own = runtimes[runtime]
  if (own === undefined || /windows|nanoserver/.test(tag)) return undefined
  const system = /alpine/.test(tag) ? alpine : /slim/.test(tag) ? debianSlim : buildpack
  return (program) => own[program] ?? system[program]
}
