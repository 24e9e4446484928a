/** A mail server whose address one variable has. */
import { expect, test } from 'vitest'
import { asMailAddress } from './mail-address.ts'

const one = { smtpHost: 'SMTP_URL', smtpPort: 'SMTP_URL', smtpUser: 'SMTP_URL' }
const environment = { always: { SMTP_URL: 'smtps://u:p@mail.example.com:465/?skip=true' } }

test('all parts go into the address of production, without TLS', () => {
  const settings = { ...one, smtpPassword: 'SMTP_URL', smtpFrom: 'FROM' }
  const values = { smtpHost: '127.0.0.1', smtpPort: '2525', smtpUser: 'a@b', smtpPassword: 'x/y' }
  expect(asMailAddress({ settings, environment }, { ...values, smtpFrom: 'c@d' })).toEqual({
    smtpFrom: 'c@d',
    smtpHost: 'smtp://a%40b:x%2Fy@127.0.0.1:2525/?skip=true',
  })
})

test('a login that is unset goes, and a password of its own stays apart', () => {
  const settings = { ...one, smtpPassword: 'SMTP_PASSWORD' }
  const values = { smtpHost: 'h', smtpUser: null, smtpPassword: 'x' }
  expect(
    asMailAddress({ settings, environment: { always: { SMTP_URL: 'smtp://u@m:1' } } }, values),
  ).toEqual({ smtpPassword: 'x', smtpHost: 'smtp://h:1' })
})

test('parts with a variable each stay as they are, and so does what is no mail', () => {
  const settings = { smtpHost: 'SMTP_HOST', smtpPort: 'SMTP_PORT' }
  expect(asMailAddress({ settings }, { smtpHost: 'h', smtpPort: '1' })).toEqual({
    smtpHost: 'h',
    smtpPort: '1',
  })
  expect(asMailAddress({ settings: one }, { logLevel: 'debug' })).toEqual({ logLevel: 'debug' })
})
