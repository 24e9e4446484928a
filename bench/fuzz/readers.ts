/** Every reader of texts that people write. */
import fc from 'fast-check'
import { compileTarget } from '../../gate/contract/data/compile/compile.ts'
import { readData } from '../../gate/contract/data/read-data.ts'
import { readDataClaims } from '../../gate/contract/own/read-own-claims.ts'
import { readMap } from '../../gate/guide/map/read-map.ts'
import { readDockerfile } from '../../gate/init/read/dockerfile.ts'
import { readOpenApi } from '../../gate/init/read/openapi.ts'
import { beanstalkPlatform } from '../../gate/kit/deploy/cloud/beanstalk.ts'
import { cloudBuildPlatform } from '../../gate/kit/deploy/cloud/cloud-build.ts'
import { ecsPlatform } from '../../gate/kit/deploy/cloud/ecs.ts'
import { environmentValues, namesIn, refusedLines } from '../../gate/kit/deploy/environment-file.ts'
import { globalArguments } from '../../gate/stack/docker/base-images.ts'
import { parseWaivers } from '../../gate/verdict/waiver-file.ts'
import { askCompose, askOfCompose, askPlatform, config } from './compose-questions.ts'
import { askEdge } from './edge-questions.ts'
import { askGuide, askOfGuide } from './guide-questions.ts'
import { jsonDocuments, yamlDocuments } from './inputs/documents.ts'
import { dockerfileTexts, environmentTexts, nginxTexts } from './inputs/grammars.ts'
import { markdownTexts } from './inputs/markdown.ts'
import { mutated } from './inputs/mutated.ts'
import { textsOf } from './inputs/repository.ts'
import { trapTexts } from './inputs/traps.ts'
import type { Reader } from './reader.ts'
import { apiText, ownClaimsText, waiversText } from './samples.ts'

const deploy = 'reference-app/deploy'
const configs = textsOf('test/fixtures/*.config.yaml', 'examples/*/preflight.config.yaml')
const composeFiles = textsOf('**/{compose,docker-compose}*.yml', `${deploy}/stack.yml`)
const environments = textsOf(`${deploy}/env.production.example`)
const nginxFiles = textsOf(`${deploy}/nginx/**/*.conf`, 'mutants/overlays/**/*.conf')
const dockerfiles = textsOf(`${deploy}/Dockerfile`, 'scripts/**/Dockerfile', 'gate/**/Dockerfile')
const ecsTasks = textsOf(`${deploy}/cloud/ecs-task.json`)
const builds = textsOf('{reference-app,mutants}/**/cloudbuild.yaml')
const extensions = textsOf(`${deploy}/cloud/.ebextensions/*.config`)
const dockerruns = textsOf(`${deploy}/cloud/Dockerrun.aws.json`)
const maps = textsOf('gate/guide/map/testing/guides/*.key.yaml')
const guides = textsOf('docs/*.md', '{test,gate}/**/guides/*.md', '*.md')

/** Documents that are valid, and such with their text edited. */
const yaml = (texts: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: yamlDocuments(texts) },
    { weight: 4, arbitrary: mutated(texts) },
    { weight: 4, arbitrary: mutated(yamlDocuments(texts)) },
    // There are a few thousand of them, and a bomb takes as long as a hundred others.
    { weight: 1, arbitrary: trapTexts(texts) },
  )
const json = (texts: readonly string[]) =>
  fc.oneof(jsonDocuments(texts), mutated(jsonDocuments(texts)))

const environment = fc.oneof(environmentTexts(environments), mutated(environments))
const nginx = fc.oneof(nginxTexts(nginxFiles), mutated(nginxFiles))
const dockerfile = fc.oneof(dockerfileTexts(dockerfiles), mutated(dockerfiles))
const compose = yaml(composeFiles)
const inGuides = [
  ['yaml', compose],
  ['nginx', nginx],
  ['dockerfile', dockerfile],
  ['env', environment],
  ['json', json(ecsTasks)],
  ['bash', mutated(guides)],
  ['python', mutated(guides)],
] as const

const inconclusive = ['PREFLIGHT_E_INCONCLUSIVE'] as const

function askConfig(text: string): void {
  const read = readData(text)
  if ('data' in read) compileTarget(read.data)
}

/** The readers, by the names that the command line takes. */
export const readers: readonly Reader[] = [
  { name: 'config-yaml', input: yaml(configs), read: askConfig, refuses: [] },
  { name: 'config-json', input: json(configs), read: askConfig, refuses: [] },
  {
    name: 'own-claims',
    input: yaml([ownClaimsText]),
    read: (text) => readDataClaims(text, 'a.claims.yaml'),
    refuses: [],
  },
  {
    name: 'waivers',
    input: yaml([waiversText]),
    read: (text) => parseWaivers(text, 'waivers.yaml'),
    refuses: ['PREFLIGHT_E_WAIVERS'],
  },
  {
    name: 'map',
    input: yaml(maps),
    read: (text) => readMap(text, 'guide.map.yaml'),
    refuses: ['PREFLIGHT_E_GUIDE'],
  },
  {
    name: 'environment',
    input: environment,
    read: (text) => [environmentValues(text), refusedLines(text), namesIn(text)],
    refuses: [],
  },
  {
    name: 'compose',
    input: compose,
    read: askCompose,
    readQuickly: askOfCompose,
    refuses: inconclusive,
  },
  { name: 'nginx', input: nginx, read: askEdge, refuses: inconclusive },
  {
    name: 'dockerfile',
    input: dockerfile,
    read: (text) => [readDockerfile(text), globalArguments(text, {})],
    refuses: [],
  },
  {
    name: 'ecs',
    input: json(ecsTasks),
    read: (text) => askPlatform(ecsPlatform(text, config, 'task.json')),
    refuses: [],
  },
  {
    name: 'ecs-yaml',
    input: yaml(ecsTasks),
    read: (text) => askPlatform(ecsPlatform(text, config, 'task.yaml')),
    refuses: [],
  },
  {
    name: 'cloud-build',
    input: yaml(builds),
    read: (text) => askPlatform(cloudBuildPlatform(text, config, () => text.slice(0, 200))),
    refuses: inconclusive,
  },
  {
    name: 'beanstalk',
    input: yaml(extensions),
    read: (text) => askPlatform(beanstalkPlatform([{ path: 'a.config', text }], config)),
    refuses: inconclusive,
  },
  {
    name: 'dockerrun',
    input: json(dockerruns),
    read: (text) => askPlatform(beanstalkPlatform([{ path: 'Dockerrun.aws.json', text }], config)),
    refuses: inconclusive,
  },
  { name: 'openapi', input: yaml([apiText]), read: readOpenApi, refuses: [] },
  {
    name: 'markdown',
    input: fc.oneof(markdownTexts(guides, inGuides), mutated(guides)),
    read: askGuide,
    readQuickly: askOfGuide,
    refuses: [],
  },
]
