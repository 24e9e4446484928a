/** The compose file itself: what can be said of it without starting anything. */
import { parseEnv } from 'node:util'
import {
  composeDocument,
  isPinned,
  publicPorts,
  resolvedDocument,
  variablesOf,
} from '#gate/kit/deploy/compose/file.ts'
import { composeServices } from '#gate/kit/deploy/compose/reading.ts'
import { schemaProblems } from '#gate/kit/deploy/compose/schema.ts'
import { namedServices } from '#gate/kit/deploy/compose/services.ts'
import { check } from '#gate/run/check.ts'

interface File {
  services?: Record<string, Record<string, unknown>>
}

/** Lines of an example that are commented out name a variable too, and that it has a default. */
function exampleOf(text: string) {
  const named = [...text.matchAll(/^\s*#?\s*(?:export\s+)?([A-Za-z_]\w*)=/gm)].flatMap(
    ([, name]) => name ?? [],
  )
  const values = Object.entries(parseEnv(text)).filter(([, value]) => value !== '')
  return { named: new Set(named), values: Object.fromEntries(values) as Record<string, string> }
}

check('container.compose-valid', async ({ target, evidence, expect }) => {
  const { text } = await target.manifest('compose')
  const { config } = target
  const hasExample = config.manifests?.environment !== undefined
  const example = exampleOf(hasExample ? (await target.manifest('environment')).text : '')
  const document = composeDocument(text)
  const resolved = resolvedDocument(document, example.values) as File
  const problems = schemaProblems(resolved)
  evidence.observe('schema', { problems })
  evidence.floor('schema', 1)
  expect.soft(problems.slice(0, 10), 'what the schema refuses').toEqual([])

  for (const { name, absence } of variablesOf(document)) {
    const isNamed = example.named.has(name)
    evidence.observe('variable', { name, absence, isNamed })
    // What is required stops the start; what has neither word is empty unless somebody sets it.
    const isSettled = absence !== 'none' || example.values[name] !== undefined
    expect.soft(isSettled, `${name} is set, defaulted or required`).toBe(true)
  }

  const services = Object.entries(resolved.services ?? {})
  const named = namedServices(config, composeServices(text))
  const asWritten = (document as File).services ?? {}
  for (const [name, service] of services) {
    const image = typeof service.image === 'string' ? service.image : undefined
    // The operator names the image of a release; the file requires that it is named.
    const isGiven = variablesOf(asWritten[name]?.image).some(
      ({ absence }) => absence === 'required',
    )
    const ports = publicPorts(service)
    evidence.observe('service', { name, image, isGiven, ports })
    if (image === undefined) expect.soft(service.build, `${name} has an image`).toBeDefined()
    else if (!isGiven) expect.soft(isPinned(image), `${name}: ${image} is pinned`).toBe(true)
    if (name !== named.edge) expect.soft(ports, `ports that ${name} publishes`).toEqual([])
  }
  evidence.floor('service', 1)
})
