/** Variables that production requires, and that one of the guide's ways of deploying lacks. */
import { substitute } from '#gate/kit/deploy/compose/substitution.ts'
import { pairsOf } from '#gate/yaml-map.ts'
import { backendServices } from '../deployment/pools.ts'
import { type SampleVariable, samplesOf } from '../deployment/samples.ts'
import { type Way, waysOf } from '../deployment/ways.ts'
import type { Guide } from '../document/guide.ts'
import { anyOf } from '../pattern.ts'
import type { Finder } from './finder.ts'

/** Variables that Compose has no value for: whoever deploys has to give them. */
function demanded(guide: Guide): string[] {
  return backendServices(guide)
    .slice(0, 1)
    .flatMap(({ service }) =>
      pairsOf(service.written.environment).flatMap(([name, raw]) => {
        const text = String(raw ?? '')
        const isMode = /^prod(?:uction)?$/i.test(text)
        return raw === undefined || substitute(text).isOpen || isMode ? [name] : []
      }),
    )
}

const required = new RegExp(
  `\\b${anyOf(
    'is required|are required|must be (?:set|given|present)|refuses? to start',
    '(?:will|does|do) not start|fails? to start',
  )}\\b`,
  'i',
)

/** Variables that a sentence says production does not start without. */
function saidToBeRequired({ sentences }: Guide, known: readonly string[]): string[] {
  return sentences
    .filter(({ text }) => required.test(text))
    .flatMap(({ text }) => known.filter((name) => new RegExp(`\\b${name}\\b`).test(text)))
}

/** Services that many deployments are without. */
const optional =
  /SENTRY|SMTP|MAIL|OAUTH|GOOGLE|GITHUB|STRIPE|TWILIO|SLACK|OTEL|NEW_?RELIC|DATADOG|TELEMETRY/

/** Whether a sample says that a variable may be left out, or everybody knows it. */
function isOptional(name: string, sample: readonly SampleVariable[]): boolean {
  const heading = sample.find((each) => each.name === name)?.heading ?? ''
  return optional.test(name) || /\boptional\b|\bif (?:you )?us/i.test(heading)
}

const elsewhere = new RegExp(
  `\\b${anyOf(
    'console|dashboard|eb setenv|setenv|environment variables|env(?:ironment)? vars|secrets?',
    'parameter store|config vars|remaining|other variables',
  )}\\b`,
  'i',
)

/** Whether the text beside a way says that variables come from somewhere else. */
function isSetElsewhere({ sentences, commands }: Guide, { section }: Way): boolean {
  const here = section.join('\n')
  const texts = sentences.filter((each) => each.section.join('\n') === here)
  const beside = commands.filter(({ block }) => block.section.join('\n') === here)
  return (
    texts.some(({ text }) => elsewhere.test(text) && !text.startsWith('#')) ||
    beside.some(({ words }) =>
      /\bsetenv\b|--(?:set|update)-(?:secrets|env-vars)|services update/.test(words.join(' ')),
    )
  )
}

export const environmentParity: Finder = (guide) => {
  const ways = waysOf(guide)
  const sample = samplesOf(guide).flatMap(({ variables }) => variables)
  const said = saidToBeRequired(
    guide,
    sample.map(({ name }) => name),
  )
  const asked = demanded(guide).filter((name) => !isOptional(name, sample))
  const needed = [...new Set([...asked, ...said])]
  if (ways.length < 2) return []
  return ways.flatMap((way) => {
    const { name, line, provided } = way
    const missing = needed.filter(
      (each) => !provided.includes(each) && !provided.includes(`${each}_FILE`),
    )
    if (missing.length === 0 || isSetElsewhere(guide, way)) return []
    const others = ways.filter((each) => each !== way).map((each) => each.name)
    return [
      {
        id: 'environment-variable-missing',
        line,
        related: sample.filter((each) => missing.includes(each.name)).map((each) => each.line),
        problem: `${name} lacks what production requires: ${missing.join(', ')}.`,
        ran: `compared its variables with what ${others.join(', ')} and the text require`,
        printed: `missing: ${missing.join(', ')}`,
        fix: `Add ${missing.join(', ')} there; secrets by reference.`,
        claims: ['cloud.environment-parity'],
      },
    ]
  })
}
