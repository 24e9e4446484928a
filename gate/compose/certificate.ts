/** A certificate for the edge of a trial: signed by itself, for one name, valid for a day. */
import { webcrypto } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 24 * 60 * 60 * 1000

/**
 * Writes certificate and key into a folder, for servers that read them before they give up root.
 * @param files their names in the folder
 * @returns what a client has to trust, as PEM
 */
export async function writeCertificate(
  folder: string,
  name: string,
  files: { chain: string; key: string },
): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const nowMs = Date.now()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + dayMs),
    signingAlgorithm: algorithm,
    keys: keys as never,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  })
  const text = `${certificate.toString('pem')}\n`
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const lines = key.toString('base64').match(/.{1,64}/g) ?? []
  const pem = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
  await writeFile(join(folder, files.chain), text)
  await writeFile(join(folder, files.key), pem, { mode: 0o600 })
  return text
}
