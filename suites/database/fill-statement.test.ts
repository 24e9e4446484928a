import { describe, expect, it } from 'vitest'
import { type Column, fillStatement, textColumn, varied } from './fill-statement.ts'

function column(name: string, category: string, more: Partial<Column> = {}): Column {
  const plain = { type: 'text', length: 0, isMade: false, refers: false, uniqueIn: [] }
  return { name, category, ...plain, ...more }
}

const id = column('id', 'N', { isMade: true, uniqueIn: [1] })
const company = column('company_id', 'N', { refers: true, uniqueIn: [2] })
const name = column('name', 'S', { uniqueIn: [2], length: 20 })
const content = column('content', 'S')

describe('the statement that fills a table', () => {
  it('varies one column of each unique index, and rather one that refers to nothing', () => {
    expect([...varied([id, company, name, content])]).toEqual(['name'])
    const user = column('user_id', 'N', { refers: true, uniqueIn: [3] })
    expect([...varied([{ ...company, uniqueIn: [3] }, user])]).toEqual(['user_id'])
  })

  it('leaves out what the database makes, and copies what others refer to', () => {
    const sql = fillStatement('"records"', [id, company, name, content], { isRandom: true })
    expect(sql).toContain('("company_id", "name", "content")')
    expect(sql).toContain('one."company_id", left(md5(number')
    expect(sql).toContain('md5(random()::text)')
  })

  it('copies free texts if random ones are refused', () => {
    const sql = fillStatement('"records"', [name, content], { isRandom: false })
    expect(sql).toContain('one."content"')
  })

  it('counts on from the largest number, and makes ids of other kinds', () => {
    const number = column('number', 'N', { uniqueIn: [4] })
    const key = column('key', 'U', { type: 'uuid', uniqueIn: [5] })
    const sql = fillStatement('"t"', [number, key], { isRandom: true })
    expect(sql).toContain('(select max("number") from "t") + number, gen_random_uuid()')
  })

  it('measures an index on a free text rather than on a key', () => {
    expect(textColumn([id, name, content]).name).toBe('content')
    expect(textColumn([id, name]).name).toBe('name')
    expect(textColumn([id]).name).toBe('id')
  })
})
