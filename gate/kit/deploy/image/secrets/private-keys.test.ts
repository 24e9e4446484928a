/** Goal: a private key is found in every form that files have it in, and examples are not. */
import { expect, test } from 'vitest'
import { hasPrivateKey } from './private-keys.ts'

const body = `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7
q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGfq9Zk4mV1xT6bN0wR3cY8uJ5hL7pD2sGf`
const line = body.replace('\n', '')
const pem = (kind: string, text = body) =>
  `-----BEGIN ${kind}-----\n${text}\n-----END ${kind}-----\n`
const key = pem('PRIVATE KEY')
const edKey = 'MC4CAQAwBQYDK2VwBCIEIOnhTm2dZ3pGk1v0pWwz3b2s8m0zv5t3rT9xw1Qb7c2L'
const inCode = key.split('\n').map((text) => `'${text}\\n' +`)
const oldFields = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B'

test.each([
  ['PKCS #8', key],
  ['PKCS #1', pem('RSA PRIVATE KEY')],
  ['SEC 1', pem('EC PRIVATE KEY')],
  ['OpenSSH', pem('OPENSSH PRIVATE KEY')],
  ['encrypted', pem('ENCRYPTED PRIVATE KEY')],
  ['encrypted in the old way', pem('RSA PRIVATE KEY', `${oldFields}\n\n${body}`)],
  ['PGP', pem('PGP PRIVATE KEY BLOCK', `Version: GnuPG v2\n\n${body}`)],
  ['with CRLF', key.replaceAll('\n', '\r\n')],
  ['of a cloud account', JSON.stringify({ type: 'service_account', private_key: key })],
  [
    'of a cloud account, with the beginning of a key',
    JSON.stringify({ private_key: pem('PRIVATE KEY', body.split('\n', 1)[0]) }),
  ],
  ['in JSON within JSON', JSON.stringify(JSON.stringify({ key }))],
  ['in an environment file', `KEY="${key.replaceAll('\n', '\\n')}"\n`],
  ['in an environment file, with \\r\\n', `KEY="${key.replaceAll('\n', '\\r\\n')}"`],
  ['in one line, with blanks', key.replaceAll('\n', ' ')],
  ['in one line, with nothing', key.replaceAll('\n', '')],
  ['in YAML', `key: |\n${key.replace(/^/gm, '    ')}`],
  ['in source code, line by line', inCode.join('\n')],
  ['in a comment', key.replace(/^/gm, '# ')],
  ['in a URL', `key=${key.replaceAll('\n', '%0A')}`],
  ['in base64', `TLS_KEY=${Buffer.from(key).toString('base64')}`],
  [
    'of a cloud account, in base64',
    `SA=${Buffer.from(JSON.stringify({ type: 'a', private_key: key })).toString('base64')}`,
  ],
  ['in PHP, line by line', key.replace(/^(.+)$/gm, '"$1\\n" .')],
  ['of Ed25519', pem('PRIVATE KEY', edKey)],
  ['as a JSON Web Key', `{"kty":"EC","crv":"P-256","d":"${line.slice(60, 103)}"}`],
  ['of PuTTY', `PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 8\n${line}`],
])('a private key: %s', (_, text) => {
  expect(hasPrivateKey(text)).toBe(true)
})

test.each([
  ['a certificate', pem('CERTIFICATE')],
  ['a certificate in base64', Buffer.from(pem('CERTIFICATE')).toString('base64')],
  ['a public key', pem('PUBLIC KEY')],
  ['a header alone', 'if (text.startsWith("-----BEGIN PRIVATE KEY-----")) parse(text)'],
  ['an example with dots', pem('PRIVATE KEY', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC...')],
  ['an example cut in the middle', pem('RSA PRIVATE KEY', `${line.slice(0, 64)}\n...\n`)],
  ['a placeholder', pem('PRIVATE KEY', 'your-private-key-here')],
  ['a long placeholder', pem('PRIVATE KEY', 'PASTE YOUR PRIVATE KEY HERE '.repeat(3))],
  ['a template', `-----BEGIN PRIVATE KEY-----\\n\${key}\\n-----END PRIVATE KEY-----`],
  ['a masked key', pem('PRIVATE KEY', 'x'.repeat(64))],
  ['a public JSON Web Key', `{"kty":"EC","crv":"P-256","x":"${line.slice(60, 103)}"}`],
])('no private key: %s', (_, text) => {
  expect(hasPrivateKey(text)).toBe(false)
})
