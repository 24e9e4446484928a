/** The compose file itself: what can be checked without starting anything. */
import { readCompose } from '#gate/kit/deploy/compose/compose-file.ts'
import { schemaProblems } from '#gate/kit/deploy/compose/compose-schema.ts'
import { isPinned } from '#gate/kit/deploy/compose/pinned.ts'
import { publicPorts } from '#gate/kit/deploy/compose/ports.ts'
import { namedServices } from '#gate/kit/deploy/compose/services.ts'
import { substituteAll, variablesOf } from '#gate/kit/deploy/compose/substitution.ts'
import { environmentValues, namesIn } from '#gate/kit/deploy/environment-file.ts'
import { check } from '#gate/run/check.ts'

interface File {
  services?: Record<string, Record<string, unknown>>
}

/** The example's variables; one that is commented out counts as named, too. */
function exampleOf(text: string) {
  const values = Object.entries(environmentValues(text)).filter(([, value]) => value !== '')
  return {
    named: new Set(namesIn(text)),
    values: Object.fromEntries(values),
  }
}

check('container.compose-valid', async ({ target, evidence, expect }) => {
  const { text } = await target.manifest('compose')
  const { config } = target
  const hasExample = config.manifests?.environment !== undefined
  const example = exampleOf(hasExample ? (await target.manifest('environment')).text : '')
  const file = readCompose(text)
  // A required variable has some value; 1 is both a text and a number.
  const resolved = substituteAll(file.document, example.values, '1') as File
  const problems = schemaProblems(resolved)
  evidence.observe('schema', { problems })
  evidence.floor('schema', 1)
  expect.soft(problems.slice(0, 10), 'schema errors of the compose file').toEqual([])

  for (const { name, absence } of variablesOf(file.document)) {
    const isNamed = example.named.has(name)
    evidence.observe('variable', { name, absence, isNamed })
    // A required variable stops the start if it is missing; one without a default is then empty.
    const isSettled = absence !== 'none' || example.values[name] !== undefined
    expect.soft(isSettled, `${name} is set, has a default or is required`).toBe(true)
  }

  const named = namedServices(file.services, config)
  for (const { name, written } of file.services) {
    const service = resolved.services?.[name] ?? {}
    const image = typeof service.image === 'string' ? service.image : undefined
    // The operator chooses the image of a release; the file requires that it is set.
    const isGiven = variablesOf(written.image).some(({ absence }) => absence === 'required')
    const ports = publicPorts(service)
    evidence.observe('service', { name, image, isGiven, ports })
    if (image === undefined) expect.soft(service.build, `image or build of ${name}`).toBeDefined()
    else if (!isGiven)
      expect.soft(isPinned(image), `image ${image} of ${name} is pinned`).toBe(true)
    if (name !== named.edge) expect.soft(ports, `ports published by ${name}`).toEqual([])
  }
  evidence.floor('service', 1)
})
