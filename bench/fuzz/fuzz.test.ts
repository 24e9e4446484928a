/**
 * Goal: whatever a text has in it, its reader reads it or refuses it by name. A few inputs each;
 * `npm run -s fuzz` gives them as many as there is time for.
 */
import { expect, test } from 'vitest'
import { attemptMany } from './attempt.ts'
import { readers } from './readers.ts'

const inputs = 100
/** The same inputs in every run: a new crash comes from a change. */
const seed = 1

test.for(readers.map((reader) => [reader.name, reader] as const))(
  '%s',
  { timeout: 60_000 },
  async ([, reader]) => {
    await attemptMany(reader, { seed, inputs })
    expect(reader.name).toMatch(/^[a-z-]+$/)
  },
)
