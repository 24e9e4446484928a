/** Goal: a log in text says the same as one in JSON, and a trace stays with its record. */
import { expect, test } from 'vitest'
import { defineTarget, type TargetConfig } from '#gate/contract/contract.ts'
import { lineReader, logRecords } from './log-records.ts'

const withLogs = (logs: NonNullable<TargetConfig['logs']>) =>
  defineTarget({ name: 'x', launch: { kind: 'attached', url: 'http://127.0.0.1:1' }, logs })

const python = withLogs({
  format: {
    pattern: '^(?<time>\\S+ \\S+) \\[\\d+\\] (?<level>[A-Z]+) (?<module>\\S+): (?<message>.*)$',
  },
})
const trace = [
  '2026-11-26 10:00:00,123 [7] ERROR app.db: cannot connect',
  'Traceback (most recent call last):',
  '  File "app.py", line 3, in <module>',
  'OperationalError: refused',
  '',
  '2026-11-26 10:00:01,000 [7] INFO app: ready',
].join('\n')

test('a pattern names the fields, and what it does not match belongs to the record before', () => {
  const [error, info, ...more] = logRecords(trace, python)
  expect(error?.fields).toEqual({
    timestamp: '2026-11-26 10:00:00,123',
    level: 'ERROR',
    module: 'app.db',
    message: 'cannot connect',
  })
  expect(error?.text).toMatch(/cannot connect\nTraceback(?:.|\n)*refused$/)
  expect(info?.fields.level).toBe('INFO')
  expect(more).toEqual([])
})

test('logfmt', () => {
  const logfmt = withLogs({ format: 'logfmt' })
  const line = 'time=2026-11-26T10:00:00Z level=warn msg="it said \\"no\\"" empty= flag'
  expect(lineReader(logfmt)(line)).toEqual({
    time: '2026-11-26T10:00:00Z',
    level: 'warn',
    msg: 'it said "no"',
    empty: '',
    flag: true,
  })
  const records = logRecords(`${line}\n  at main (app.go:3)\npanic: no such thing\n`, logfmt)
  expect(records).toHaveLength(1)
  expect(logRecords('listening on :80\n', logfmt)).toEqual([
    { text: 'listening on :80', fields: {} },
  ])
})

test('in JSON every line is a record', () => {
  const json = withLogs({ format: 'json' })
  const records = logRecords('{"level":"INFO"}\nTraceback\n[1]\n', json)
  expect(records.map(({ fields }) => fields)).toEqual([{ level: 'INFO' }, {}, {}])
})
