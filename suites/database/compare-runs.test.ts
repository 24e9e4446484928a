import { describe, expect, it } from 'vitest'
import { comparableRows, type Outcome, schemaDifference } from './compare-runs.ts'

/** An outcome with some tables, each with its rows. */
function outcome(
  tables: Record<string, object[]>,
  numbered: Record<string, string[]> = {},
): Outcome {
  const rows = Object.entries(tables).map(([table, all]) => {
    return [table, all.map((row) => JSON.stringify(row))] as const
  })
  return { dump: '', rows: new Map(rows), numbered: new Map(Object.entries(numbered)) }
}

describe('rows after two migrators at once', () => {
  const first = outcome({ seeds: [{ id: 'a1', name: 'x' }] })
  const second = outcome({ seeds: [{ id: 'b2', name: 'x' }] })
  const compared = (one: Outcome) => comparableRows([first, second], one)

  it('may differ in what two controls differ in', () => {
    expect(compared(outcome({ seeds: [{ id: 'c3', name: 'x' }] }))).toEqual(compared(first))
  })

  it('may not differ in what the controls agree in', () => {
    expect(compared(outcome({ seeds: [{ id: 'c3', name: 'y' }] }))).not.toEqual(compared(first))
  })

  it('may not be more', () => {
    const twice = [
      { id: 'c3', name: 'x' },
      { id: 'd4', name: 'x' },
    ]
    expect(compared(outcome({ seeds: twice }))).not.toEqual(compared(first))
  })

  it('may not be missing with their table', () => {
    expect(compared(outcome({}))).not.toEqual(compared(first))
  })

  it('are not counted where the controls have different numbers of them', () => {
    const [none, some] = [outcome({ seeds: [] }), outcome({ seeds: [{ id: 1 }] })]
    const many = outcome({ seeds: [{ id: 1 }, { id: 2 }] })
    expect(comparableRows([none, some], many)).toEqual(comparableRows([none, some], none))
  })

  it('may have other numbers of a sequence, and other times', () => {
    const numbered = { applied: ['id'] }
    const at = (id: number, time: string) =>
      outcome({ applied: [{ id, name: '001', at: `2026-01-01T00:00:0${time}` }] }, numbered)
    const controls = [at(1, '1'), at(1, '2')]
    expect(comparableRows(controls, at(3, '9'))).toEqual(comparableRows(controls, at(1, '1')))
  })
})

describe('a schema after two migrators at once', () => {
  const alone = 'create table a (\n);\ncreate index i_7f on a;'
  const again = 'create table a (\n);\ncreate index i_c2 on a;'

  it('is that of a control', () => {
    expect(schemaDifference([alone, alone], alone)).toBe('')
  })

  it('may have other random names', () => {
    const other = 'create table a (\n);\ncreate index i_99 on a;'
    expect(schemaDifference([alone, again], other)).toBe('')
  })

  it('may not have more or fewer lines', () => {
    expect(schemaDifference([alone, again], `${alone}\ncreate index i_00 on a;`)).toContain('i_00')
    expect(schemaDifference([alone, again], 'create table a (\n);')).toContain('fewer')
    expect(schemaDifference([alone, again], 'create index i_99 on a;')).toContain('- create table')
  })
})
