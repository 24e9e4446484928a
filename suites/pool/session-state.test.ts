import { describe, expect, it } from 'vitest'
import { customNames, inWords } from './session-state.ts'

describe('what sessions left on connections', () => {
  it('is told once, in words', () => {
    const one = {
      pid: 7,
      settings: ['role = app'],
      locks: ['ExclusiveLock 0 4711'],
      tables: ['cart'],
      cursors: [],
      channels: ['jobs'],
    }
    expect(inWords([one, { ...one, pid: 8 }])).toEqual([
      'advisory lock ExclusiveLock',
      'channel jobs',
      'setting role = app',
      'temporary table cart',
    ])
  })

  it('may be in settings of their own, which the log names', () => {
    const log = `LOG:  statement: SET app.tenant = '7'
LOG:  execute <unnamed>: select set_config($1, $2, false)
DETAIL:  parameters: $1 = 'app.user', $2 = '12'
LOG:  statement: SELECT set_config('acme.region', 'eu', false)
LOG:  statement: select * from public.records`
    expect(customNames(log).sort()).toEqual(['acme.region', 'app.tenant', 'app.user'])
  })
})
