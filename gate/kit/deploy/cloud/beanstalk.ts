/**
 * Reads what Elastic Beanstalk deploys: Dockerrun.aws.json, a compose file, files of .ebextensions,
 * saved configurations, and the configuration of the command `eb`. Pure.
 */
import { basename } from 'node:path'
import { parse } from 'yaml'
import { messageOf } from '#gate/errors.ts'
import { readCompose } from '../compose/compose-file.ts'
import { serviceFor } from '../compose/services.ts'
import { mapOf, type YamlMap } from '../compose/yaml.ts'
import type { BackendConfig } from './backend.ts'
import {
  merged,
  type Options,
  secretsIn,
  settingsOf,
  unquoted,
  variablesIn,
} from './beanstalk-options.ts'
import { packagingOf, platformsNamed } from './beanstalk-platforms.ts'
import { readDockerrun, versionKey } from './dockerrun.ts'
import { isPlaceholder } from './places.ts'
import { isRegion, type Platform, regionsIn, sorted } from './platform.ts'
import { isReference } from './reference.ts'

export interface NamedText {
  path: string
  text: string
}

/** A file as a document, and what kind of file it is by its name. */
interface Document {
  path: string
  kind: 'dockerrun' | 'compose' | 'dockerfile' | 'extension' | 'source' | 'other'
  text: string
  document: unknown
}

const kinds: readonly [pattern: RegExp, kind: Document['kind']][] = [
  [/^dockerrun\.aws\.json$/i, 'dockerrun'],
  [/^(docker-)?compose\.ya?ml$/, 'compose'],
  [/^Dockerfile$/, 'dockerfile'],
  [/\.config$/, 'extension'],
  // What platforms of languages look for.
  [
    /^(Procfile|Buildfile|requirements\.txt|Pipfile|package\.json|Gemfile|go\.mod|pom\.xml)$/,
    'source',
  ],
]

/** Beanstalk reads YAML of version 1.1, in which `yes` and `off` are booleans. */
function documentOf(path: string, text: string): unknown {
  return path.endsWith('.json')
    ? JSON.parse(text)
    : parse(text, { merge: true, version: '1.1', maxAliasCount: -1 })
}

function read({ path, text }: NamedText, problems: string[]): Document {
  const kind = kinds.find(([pattern]) => pattern.test(basename(path)))?.[1] ?? 'other'
  const isData = kind === 'extension' || /\.(ya?ml|json)$/.test(path)
  const found = { path, kind, text: text.replace(/^\uFEFF/, ''), document: undefined }
  if (!isData || kind === 'compose') return found
  try {
    return { ...found, document: documentOf(path, found.text) }
  } catch (error) {
    problems.push(`${path}: ${messageOf(error)}`)
    return found
  }
}

/** Sections of a file of .ebextensions; Beanstalk skips a file with another. */
const sections = new Set(
  [
    'packages',
    'groups',
    'users',
    'sources',
    'files',
    'commands',
    'services',
    'container_commands',
  ].concat(['option_settings', 'Resources', 'Outputs', 'Mappings', 'Conditions', 'Parameters']),
)

function* extensionProblems({ path, document }: Document): Generator<string> {
  for (const key of Object.keys(mapOf(document))) {
    if (!sections.has(key)) yield `${path}: ${key} is no section that Beanstalk knows`
  }
}

/** The image, ports and variables that the files give to the backend. */
interface Packaged {
  images: string[]
  ports: number[]
  variables: Record<string, string>
  references: string[]
  /** Files with more variables, which only the platform can read. */
  files: string[]
  problems: string[]
  unknown: string[]
}

function composed({ path, text }: Document, config: BackendConfig): Packaged {
  const { services } = readCompose(text, path)
  const named = serviceFor('backend', services, { ...config })
  const backend = named ?? (services.length === 1 ? services[0] : undefined)
  const unknown = backend ? [] : [`${path}: which service is the backend`]
  const mapped = backend && Array.isArray(backend.written.ports) ? backend.written.ports : []
  const ports = mapped.map((port) => {
    const target = typeof port === 'object' ? mapOf(port).target : port
    return Number(String(target).split('/')[0]?.split(':').at(-1))
  })
  return {
    images: backend?.image ? [backend.image] : [],
    ports: ports.filter(Number.isInteger),
    variables: { ...backend?.environment },
    references: [],
    files: backend?.written.env_file === undefined ? [] : ['env_file'],
    problems: [],
    unknown,
  }
}

function packaged(each: Document, config: BackendConfig): Packaged {
  if (each.kind === 'compose') return composed(each, config)
  const nothing = {
    images: [],
    ports: [],
    variables: {},
    references: [],
    files: [],
    problems: [],
    unknown: [],
  }
  if (each.kind !== 'dockerrun') return nothing
  const read = readDockerrun(mapOf(each.document), config)
  const at = (what: string) => `${each.path}: ${what}`
  return {
    images: read.image ? [read.image] : [],
    ports: read.ports ?? [],
    variables: read.plain ?? {},
    references: read.references ?? [],
    files: read.files ?? [],
    // What is wrong with a document that is none was said before.
    problems: each.document === undefined ? [] : read.problems.map(at),
    unknown: read.unknown.map(at),
  }
}

/** The platform that the files are for; none that is told or known is a doubt. */
function packagingDoubts(documents: readonly Document[], options: Options) {
  const isTold = documents.some(({ kind }) => kind !== 'extension' && kind !== 'other')
  const names = platformsNamed(
    documents.map(({ document }) => document),
    options,
  )
  if (isTold) return []
  if (names.length === 0) {
    return [
      'which platform this is for: no Dockerrun.aws.json, no aws:elasticbeanstalk:container:…, ' +
        'no default_platform',
    ]
  }
  const strange = names.filter((name) => packagingOf(name) === undefined)
  const images = names.filter((name) => packagingOf(name) === 'image')
  return [
    ...strange.map((name) => `the platform "${name}"`),
    ...(strange.length === 0 ? images : []).map((name) => `the image that "${name}" runs`),
  ]
}

/** Version 3 of Dockerrun.aws.json says nothing of the containers. */
function composeDoubts(documents: readonly Document[]): string[] {
  const isThird = documents.some(({ document }) => String(mapOf(document)[versionKey]) === '3')
  const isComposed = documents.some(({ kind }) => kind === 'compose')
  return isThird && !isComposed ? ['the docker-compose.yml beside Dockerrun.aws.json'] : []
}

/** What the options say of the number of instances. */
function instancesOf(options: Options): NonNullable<Platform['mostInstances']> {
  const { EnvironmentType } = mapOf(options['aws:elasticbeanstalk:environment'])
  if (EnvironmentType === 'SingleInstance') return { count: 1, from: 'EnvironmentType' }
  const { MaxSize } = mapOf(options['aws:autoscaling:asg'])
  return MaxSize === undefined
    ? // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
      { count: 4, from: "Beanstalk's default of MaxSize" }
    : { count: Number(MaxSize), from: 'MaxSize' }
}

const texts = (values: YamlMap): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))

/**
 * Reads the files; whatever is wrong with them is among the problems.
 * @param config tells the backend's container from the others
 */
export function beanstalkPlatform(
  files: readonly NamedText[],
  config: BackendConfig = {},
): Platform {
  const problems: string[] = []
  const documents = files.map((file) => read(file, problems))
  const settings = merged(documents.map(({ document }) => settingsOf(document)))
  const { options } = settings
  const environment = options[variablesIn] ?? {}
  const fetched = texts(options[secretsIn] ?? {})
  const strange = Object.entries(fetched).filter(
    ([, value]) => !isReference(value) && !isPlaceholder(value),
  )
  const parts = documents.map((each) => packaged(each, config))
  problems.push(
    ...documents
      .filter(({ kind }) => kind === 'extension')
      .flatMap((each) => [...extensionProblems(each)]),
    ...settings.problems,
    ...unquoted(environment).map((problem) => `${variablesIn}: ${problem}`),
    ...strange.map(([name]) => `${secretsIn}: ${name} is no ARN of a secret or a parameter`),
    ...parts.flatMap((part) => part.problems),
  )
  const images = parts.flatMap((part) => part.images)
  const variables = Object.assign({}, ...parts.map((part) => part.variables), texts(environment))
  const { plain, references } = sorted({ ...variables, ...Object.fromEntries(strange) })
  const eb = documents.map(({ document }) => mapOf(mapOf(document).global).default_region)
  const most = instancesOf(options)
  return {
    name: 'beanstalk',
    plain,
    references: [
      ...references,
      ...Object.keys(fetched),
      ...parts.flatMap((part) => part.references),
    ],
    images,
    ports: parts.flatMap((part) => part.ports),
    regions: [...images.flatMap(regionsIn), ...eb.map(String).filter(isRegion)],
    ...(Number.isInteger(most.count) ? { mostInstances: most } : {}),
    openings: [],
    problems,
    unknown: [
      ...parts.flatMap((part) => part.unknown),
      ...packagingDoubts(documents, options),
      ...composeDoubts(documents),
    ],
    elsewhere: parts.flatMap((part) => part.files),
  }
}
