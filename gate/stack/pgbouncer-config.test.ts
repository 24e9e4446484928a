import { expect, test } from 'vitest'
import { pgBouncerIni, pgBouncerUserlist } from './pgbouncer-config.ts'

const options = {
  databases: { app: 'postgres://us%20er:p%22w@[::1]:6000/my%20db' },
  settings: { pool_mode: 'transaction', auth_type: 'md5' },
}

test('databases and settings are written, the password is not', () => {
  const ini = pgBouncerIni(options, { port: 6432, listenHost: '127.0.0.1', userlist: '/u' })
  expect(ini).toContain("app = host=::1 port=6000 dbname='my db' user='us er'")
  expect(ini).toContain('pool_mode = transaction')
  expect(ini.match(/auth_type = .*/g)).toEqual(['auth_type = md5'])
  expect(ini).not.toContain('p"w')
})

test('the userlist quotes as PgBouncer reads it', () => {
  expect(pgBouncerUserlist(options, 'admin')).toBe('"us er" "p""w"\n"preflight_admin" "admin"\n')
})

test('a database name that would break the file is refused', () => {
  const required = { port: 1, listenHost: 'x', userlist: 'y' }
  expect(() => pgBouncerIni({ databases: { 'a\nb': 'postgres://h/d' } }, required)).toThrow(
    'not usable as the name of a PgBouncer database',
  )
})
