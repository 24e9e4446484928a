import { describe, expect, it } from 'vitest'
import { type Content, effectOf, isApplied, isInvisible } from './migration-effect.ts'

function content(dump: string, migrations: string[]): Content {
  return { dump, rows: new Map([['public.applied', migrations.map((name) => `{"n":"${name}"}`)]]) }
}

const before = content('CREATE TABLE a (\n    id integer\n);', ['001'])
const after = content('CREATE TABLE a (\n    id integer,\n    size integer\n);', ['001', '002'])

describe('the effect of a pending migration', () => {
  const effect = effectOf(before, after)

  it('is there once it is applied, whatever else has changed', () => {
    expect(isApplied(effect, after)).toBe(true)
    const more = content(`${after.dump}\nCREATE TABLE jobs (\n    id integer\n);`, ['001', '002'])
    expect(isApplied(effect, more)).toBe(true)
  })

  it("is not there because of a scheduler's table", () => {
    const other = content(`${before.dump}\nCREATE TABLE jobs (\n    size integer\n);`, ['001'])
    expect(isApplied(effect, other)).toBe(false)
  })

  it('is not there while only half of it is', () => {
    const half = content('CREATE TABLE a (\n    id integer,\n);', ['001'])
    expect(isApplied(effect, half)).toBe(false)
  })

  it('is known by its record if it changes no schema', () => {
    const filled = content(before.dump, ['001', '002'])
    const fill = effectOf(before, filled)
    expect(isApplied(fill, filled)).toBe(true)
    expect(isApplied(fill, before)).toBe(false)
  })

  it('may be nothing that can be seen', () => {
    expect(isInvisible(effectOf(before, before))).toBe(true)
    expect(isInvisible(effect)).toBe(false)
  })
})
