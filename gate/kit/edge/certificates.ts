/** Certificates for a run: a root, an intermediate and leaves. */
import { webcrypto } from 'node:crypto'
// Required by @peculiar/x509.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import type { KeyType } from '#gate/contract/edge.ts'

const dayMs = 86_400_000
const algorithms = {
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
}

export interface Issued {
  /** PEM, PKCS #8. */
  key: string
  leaf: string
  /** Leaf first, then the intermediate. */
  chain: string
}

export interface Authority {
  /** The root that clients trust, PEM. */
  root: string
  intermediate: string
  issue(names: readonly string[], keyType: KeyType): Promise<Issued>
}

type Keys = webcrypto.CryptoKeyPair

async function newKeys(keyType: KeyType): Promise<Keys> {
  return (await webcrypto.subtle.generateKey(algorithms[keyType], true, ['sign', 'verify'])) as Keys
}

/** Valid from yesterday, as clocks differ. */
const validity = (days: number) => ({
  notBefore: new Date(Date.now() - dayMs),
  notAfter: new Date(Date.now() + days * dayMs),
})

const asAuthority = (length: number) => [
  new x509.BasicConstraintsExtension(true, length, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
]

async function keyPem({ privateKey }: Keys): Promise<string> {
  return x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', privateKey),
    'PRIVATE KEY',
  )
}

/** Creates a root and an intermediate for the run; their keys stay in memory. */
export async function openAuthority(): Promise<Authority> {
  const [rootKeys, middleKeys] = [await newKeys('ec'), await newKeys('ec')]
  const signingAlgorithm = algorithms.ec
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Preflight trial root',
    keys: rootKeys,
    signingAlgorithm,
    ...validity(365),
    extensions: asAuthority(1),
  })
  const middle = await x509.X509CertificateGenerator.create({
    subject: 'CN=Preflight trial intermediate',
    issuer: root.subject,
    publicKey: middleKeys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm,
    ...validity(365),
    extensions: asAuthority(0),
  })
  const intermediate = middle.toString('pem')
  const issue = async (names: readonly string[], keyType: KeyType): Promise<Issued> => {
    const keys = await newKeys(keyType)
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${names[0]}`,
      issuer: middle.subject,
      publicKey: keys.publicKey,
      signingKey: middleKeys.privateKey,
      signingAlgorithm,
      ...validity(90),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: 'dns' as const, value })),
        ),
      ],
    })
    const leaf = certificate.toString('pem')
    return { key: await keyPem(keys), leaf, chain: `${leaf}\n${intermediate}\n` }
  }
  return { root: root.toString('pem'), intermediate, issue }
}
