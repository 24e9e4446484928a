/** The ways of deploying that a guide shows, and which variables each gives the backend. */
import { beanstalkPlatform } from '#gate/kit/deploy/cloud/beanstalk.ts'
import { cloudBuildPlatform } from '#gate/kit/deploy/cloud/cloud-build.ts'
import { ecsPlatform } from '#gate/kit/deploy/cloud/ecs.ts'
import { pairsIn, runCommandOf } from '#gate/kit/deploy/cloud/gcloud.ts'
import type { Platform } from '#gate/kit/deploy/cloud/platform.ts'
import { isKeptPlace } from '#gate/kit/deploy/cloud/run-existing.ts'
import { environmentFiles } from '#gate/kit/deploy/compose/compose-file.ts'
import { pairsOf } from '#gate/yaml-map.ts'
import { type CodeBlock, lineAt, nameOfBlock } from '../document/blocks.ts'
import { type Guide, wholeBlocks } from '../document/guide.ts'
import { backendServices } from './pools.ts'
import { samplesOf } from './samples.ts'

export interface Way {
  name: string
  /** Where its variables stand, or would. */
  line: number
  provided: readonly string[]
  section: readonly string[]
}

/** The line of the first pattern that a block has. */
function lineOfFirst(block: CodeBlock, patterns: readonly RegExp[]): number {
  const at = patterns.map((pattern) => block.text.search(pattern)).find((found) => found >= 0)
  return lineAt(block, at ?? 0)
}

interface Reading {
  block: CodeBlock
  platform: Platform
  /** Where its variables stand. */
  places: readonly RegExp[]
}

function wayOf({ block, platform, places }: Reading): Way[] {
  const { plain, references, elsewhere, problems, unknown } = platform
  const isUnread = problems.some((each) => /not valid|\bat line \d+, column \d+/.test(each))
  const isUnclear = unknown.some((each) => /which (?:container|service)|cannot see/.test(each))
  if (elsewhere.length > 0 || isUnread || isUnclear) return []
  return [
    {
      name: nameOfBlock(block),
      line: lineOfFirst(block, places),
      provided: [...Object.keys(plain), ...references],
      section: block.section,
    },
  ]
}

function taskWays(guide: Guide): Way[] {
  return wholeBlocks(guide, 'ecs').flatMap((block) =>
    wayOf({
      block,
      platform: ecsPlatform(block.text, {}, block.path),
      places: [/"?secrets"?\s*:/, /"?environment"?\s*:/],
    }),
  )
}

function beanstalkWays(guide: Guide): Way[] {
  const blocks = wholeBlocks(guide, 'beanstalk')
  const [first] = blocks
  if (!first) return []
  const files = blocks.map(({ path, text }) => ({ path: path ?? 'guide.config', text }))
  const platform = beanstalkPlatform(files)
  const place = /aws:elasticbeanstalk:application:environment/
  const block = blocks.find(({ text }) => place.test(text)) ?? first
  return wayOf({ block, platform, places: [place] })
}

function buildWays(guide: Guide): Way[] {
  return wholeBlocks(guide, 'cloud-build').flatMap((block) => {
    const isDeploying = /\bdeploy\b/.test(block.text) && /\brun\b/.test(block.text)
    const read = cloudBuildPlatform(block.text)
    // Who follows a guide has no service yet, so it has no variables that a deployment could keep.
    const elsewhere = read.elsewhere.filter((place) => !isKeptPlace(place))
    const platform = { ...read, elsewhere }
    const places = [/--(?:set|update)-(?:secrets|env-vars)/, /["']?\bdeploy\b["']?/]
    return isDeploying ? wayOf({ block, platform, places }) : []
  })
}

/** `gcloud run deploy` in a shell. */
function commandWays(guide: Guide): Way[] {
  return guide.commands.flatMap(({ words, line, block }) => {
    const command = runCommandOf(words)
    if (command?.verb !== 'deploy') return []
    const { values } = command.options
    if (values('--env-vars-file', '--flags-file').length > 0) return []
    const all = values('--set-env-vars', '--update-env-vars', '--set-secrets', '--update-secrets')
    const provided = Object.keys(Object.assign({}, ...all.map(pairsIn)))
    return [{ name: 'gcloud run deploy', line, provided, section: block.section }]
  })
}

/** Variables that Compose gives the backend: those of its files are in the sample. */
function composeWays(guide: Guide): Way[] {
  const names = samplesOf(guide).flatMap(({ variables }) => variables.map(({ name }) => name))
  return backendServices(guide)
    .slice(0, 1)
    .flatMap(({ service, compose }) => {
      const own = pairsOf(service.written.environment).map(([name]) => name)
      const files = environmentFiles(service)
      if (files.length > 0 && names.length === 0) return []
      return [
        {
          name: `${service.name} in ${compose.name}`,
          line: compose.lineOf(['services', service.name, 'environment']),
          provided: files.length > 0 ? [...own, ...names] : own,
          section: compose.block.section,
        },
      ]
    })
}

/** Every way whose variables are known. */
export function waysOf(guide: Guide): Way[] {
  return [
    ...composeWays(guide),
    ...taskWays(guide),
    ...beanstalkWays(guide),
    ...buildWays(guide),
    ...commandWays(guide),
  ]
}
