/**
 * Reads what Elastic Beanstalk deploys: Dockerrun.aws.json, a compose file, files of .ebextensions,
 * saved configurations, and the configuration of the command `eb`. Pure.
 */
import { basename } from 'node:path'
import { parseDocument, visit } from 'yaml'
import { messageOf } from '#gate/errors.ts'
import { mapOf, type YamlMap } from '#gate/yaml-map.ts'
import { readCompose } from '../compose/compose-file.ts'
import { serviceFor } from '../compose/services.ts'
import { maxAliasCount, sound } from '../compose/yaml.ts'
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
import { valueProblems } from './beanstalk-values.ts'
import { readDockerrun, versionKey } from './dockerrun.ts'
import { isPlaceholder } from './places.ts'
import { isRegion, type Platform, regionsIn, sorted } from './platform.ts'
import { isReference } from './reference.ts'

export interface NamedText {
  path: string
  text: string
}

/** A parsed file; the kind follows from its name. */
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
  // Files that only language platforms use.
  [
    /^(Procfile|Buildfile|requirements\.txt|Pipfile|package\.json|Gemfile|go\.mod|pom\.xml)$/,
    'source',
  ],
]

/**
 * Beanstalk reads YAML of version 1.1, in which `yes` and `off` are booleans, and makes texts of
 * all values: what is written as it would be printed, such as `8080` and `false`, is that text.
 */
function documentOf(path: string, text: string): unknown {
  if (path.endsWith('.json')) return sound(JSON.parse(text))
  const parsed = parseDocument(text, { merge: true, version: '1.1', logLevel: 'error' })
  const [error] = parsed.errors
  if (error) throw error
  visit(parsed, {
    Scalar: (key, node) => {
      const isTyped = typeof node.value === 'number' || typeof node.value === 'boolean'
      const isPlain = isTyped && node.source === String(node.value)
      if (key !== 'key' && isPlain) node.value = node.source
    },
  })
  return sound(parsed.toJS({ maxAliasCount }))
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

/** Sections of an .ebextensions file; Beanstalk skips files with any other. */
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
    if (!sections.has(key)) yield `${path}: ${key} is not a section that Beanstalk supports`
  }
}

/** What a file says about the backend. */
interface Packaged {
  images: string[]
  ports: number[]
  variables: Record<string, string>
  references: string[]
  /** Files with further variables that only the platform can read. */
  files: string[]
  problems: string[]
  unknown: string[]
}

function composed({ path, text }: Document, config: BackendConfig): Packaged {
  const { services } = readCompose(text, path)
  const named = serviceFor('backend', services, { ...config })
  const backend = named ?? (services.length === 1 ? services[0] : undefined)
  const unknown = backend ? [] : [`${path}: cannot tell which service is the backend`]
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
    files: backend?.written.env_file === undefined ? [] : ['variables in its env_file'],
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
    // A file that does not parse has been reported already.
    problems: each.document === undefined ? [] : read.problems.map(at),
    unknown: read.unknown.map(at),
  }
}

/** Why the platform is not known, if it is not. */
function packagingDoubts(documents: readonly Document[], options: Options) {
  const isTold = documents.some(({ kind }) => kind !== 'extension' && kind !== 'other')
  const names = platformsNamed(
    documents.map(({ document }) => document),
    options,
  )
  if (isTold) return []
  if (names.length === 0) {
    return [
      'cannot tell the platform: there is no Dockerrun.aws.json, no option of ' +
        'aws:elasticbeanstalk:container:… and no default_platform',
    ]
  }
  const strange = names.filter((name) => packagingOf(name) === undefined)
  const images = names.filter((name) => packagingOf(name) === 'image')
  return [
    ...strange.map((name) => `unknown platform "${name}"`),
    ...(strange.length === 0 ? images : []).map((name) => `no file names the image for "${name}"`),
  ]
}

/** Version 3 of Dockerrun.aws.json does not describe the containers. */
function composeDoubts(documents: readonly Document[]): string[] {
  const isThird = documents.some(({ document }) => String(mapOf(document)[versionKey]) === '3')
  const isComposed = documents.some(({ kind }) => kind === 'compose')
  return isThird && !isComposed
    ? ['version 3 of Dockerrun.aws.json needs a docker-compose.yml']
    : []
}

/** The maximum number of instances. */
function instancesOf(options: Options): NonNullable<Platform['maxInstances']> {
  const { EnvironmentType } = mapOf(options['aws:elasticbeanstalk:environment'])
  if (EnvironmentType === 'SingleInstance') return { count: 1, from: 'EnvironmentType' }
  const { MaxSize } = mapOf(options['aws:autoscaling:asg'])
  return MaxSize === undefined
    ? // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
      { count: 4, from: "Beanstalk's default of MaxSize" }
    : { count: Number(MaxSize), from: 'MaxSize' }
}

/** Files that set no variable at all leave them to the console, or to `eb setenv`. */
const ofEnvironment = 'variables that the environment has of its own'

const texts = (values: YamlMap): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))

/**
 * Reads the files; everything wrong with them is in `problems`.
 * @param config identifies the backend's container
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
    ...valueProblems(options),
    ...unquoted(environment).map((problem) => `${variablesIn}: ${problem}`),
    ...strange.map(([name]) => `${secretsIn}: ${name} is not the ARN of a secret or parameter`),
    ...parts.flatMap((part) => part.problems),
  )
  const images = parts.flatMap((part) => part.images)
  const variables = Object.assign({}, ...parts.map((part) => part.variables), texts(environment))
  const { plain, references } = sorted({ ...variables, ...Object.fromEntries(strange) })
  const isSet = Object.keys(variables).length + Object.keys(fetched).length > 0
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
    stored: fetched,
    images,
    ports: parts.flatMap((part) => part.ports),
    regions: [...images.flatMap(regionsIn), ...eb.map(String).filter(isRegion)],
    ...(Number.isInteger(most.count) ? { maxInstances: most } : {}),
    openings: [],
    problems,
    unknown: [
      ...parts.flatMap((part) => part.unknown),
      ...packagingDoubts(documents, options),
      ...composeDoubts(documents),
    ],
    elsewhere: [...parts.flatMap((part) => part.files), ...(isSet ? [] : [ofEnvironment])],
  }
}
