import { expect, test } from 'vitest'
import { compileMigration, statementsOf } from './migrations.ts'

test('statements end at semicolons, but not in texts, functions and comments', () => {
  const sql = `create table a (b text default ';');
-- one; two
create function f() returns int as $x$ begin; return 1; end $x$ language plpgsql;
insert into a values ('it''s;') /* ; */`
  expect(statementsOf(sql)).toHaveLength(3)
})

test('a migration as a whole', () => {
  const add = compileMigration({ file: 'm/9{number}_x.sql', text: '-- Up\n{sql}\n' })
  expect(add(2, 'select 1; select 2')).toEqual({
    file: 'm/92_x.sql',
    text: '-- Up\nselect 1; select 2\n',
  })
})

test('a migration by statement, quoted for the language of its file', () => {
  const add = compileMigration({
    file: '{number}.py',
    text: 'def up():\n{statements}\n',
    statement: '    op.execute({sql|json})',
  })
  expect(add(1, `update a set b = 'x';\nselect "c"`).text).toBe(
    `def up():\n    op.execute("update a set b = 'x'")\n    op.execute("select \\"c\\"")\n`,
  )
})
