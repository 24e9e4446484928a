/**
 * `npm run -s fuzz`: gives the readers inputs until they break, hang or run out of memory.
 *
 *     npm run -s fuzz -- --reader compose --inputs 100000 --seed 7
 *     npm run -s fuzz -- --reader compose --inputs 100000 --seed 7 --from 40000    goes on
 *
 *     npm run -s fuzz -- --quick --inputs 100000    asks each input for less
 *
 * The same seed gives the same inputs. Ends with 1 if a reader broke.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { FuzzThread, type Outcome } from './fuzz/fuzz-thread.ts'
import { readers } from './fuzz/readers.ts'

/** Inputs of one seed of the generator; `--from` counts in these. */
const batchSize = 500
const mostSeeds = 1_000_000

const { values: asked } = parseArgs({
  options: {
    reader: { type: 'string', multiple: true },
    inputs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(randomInt(mostSeeds)) },
    from: { type: 'string', default: '0' },
    quick: { type: 'boolean', default: false },
  },
})
const [inputs, seed, from] = [asked.inputs, asked.seed, asked.from].map(Number) as [
  number,
  number,
  number,
]
const known = readers.map(({ name }) => name)
const wanted = asked.reader ?? known
const strange = wanted.find((name) => !known.includes(name))
const isNumeric = [inputs, seed, from].every(Number.isSafeInteger)
if (strange !== undefined || !isNumeric) {
  const wrong = strange === undefined ? 'expected whole numbers' : `no reader "${strange}"`
  process.stderr.write(`${wrong}; --reader takes ${known.join(', ')}\n`)
  process.exit(3)
}

/** One for all readers, as loading them takes longer than many inputs; another one after a hang. */
let thread = new FuzzThread()

/** Reads in batches until all is read, or the reader breaks. */
async function fuzz(reader: string): Promise<Outcome & { read: number }> {
  for (let batch = Math.floor(from / batchSize); batch * batchSize < inputs; batch += 1) {
    const read = batch * batchSize
    const size = Math.min(batchSize, inputs - read)
    const outcome = await thread.run({
      reader,
      seed: seed + batch,
      inputs: size,
      quick: asked.quick,
    })
    if ('broke' in outcome) {
      await thread.close()
      thread = new FuzzThread()
      return { ...outcome, read }
    }
    process.stderr.write(`${reader}: ${read + size} of ${inputs}, seed ${seed}\n`)
  }
  return { ok: true, read: inputs }
}

for (const reader of wanted) {
  const begun = performance.now()
  const outcome = await fuzz(reader)
  const seconds = Math.round((performance.now() - begun) / 1000)
  if ('ok' in outcome) {
    process.stdout.write(
      `${reader}: ${inputs - from} inputs in ${seconds} s, seed ${seed}: sound\n`,
    )
    continue
  }
  process.exitCode = 1
  const again = `--reader ${reader} --inputs ${inputs} --seed ${seed} --from ${outcome.read}`
  process.stdout.write(`${reader}: broke\n${outcome.broke}\nagain: npm run -s fuzz -- ${again}\n`)
}
await thread.close()
