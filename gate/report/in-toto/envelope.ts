/** DSSE: a payload with its type and signatures (https://github.com/secure-systems-lab/dsse). */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { crypto, dsse } from '@sigstore/core'
import * as z from 'zod'
import { messageOf, PreflightError } from '#gate/errors.ts'

export const payloadType = 'application/vnd.in-toto+json'

export const envelopeSchema = z.object({
  payloadType: z.literal(payloadType),
  payload: z.base64(),
  signatures: z.array(z.object({ keyid: z.string(), sig: z.base64() })).min(1),
})
export type Envelope = z.infer<typeof envelopeSchema>

/** Signs a payload. An Ed25519 key signs the same payload with the same bytes every time. */
export function sealed(payload: string, key: KeyObject): Envelope {
  const bytes = Buffer.from(payload, 'utf8')
  const sig = sign(digestOf(key), dsse.preAuthEncoding(payloadType, bytes), key)
  return {
    payloadType,
    payload: bytes.toString('base64'),
    signatures: [{ keyid: keyIdOf(createPublicKey(key)), sig: sig.toString('base64') }],
  }
}

/** Whether one of the signatures was made with a key. */
export function isSignedBy({ payload, signatures }: Envelope, key: KeyObject): boolean {
  const encoded = dsse.preAuthEncoding(payloadType, Buffer.from(payload, 'base64'))
  return signatures.some(({ sig }) =>
    crypto.verify(encoded, key, Buffer.from(sig, 'base64'), digestOf(key) ?? undefined),
  )
}

/** Names a key: the SHA-256 of its public part in DER. */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex')
}

/** Ed25519 and Ed448 bring their own digest. */
function digestOf(key: KeyObject): 'sha256' | null {
  return /^ed\d/.test(key.asymmetricKeyType ?? '') ? null : 'sha256'
}

const readers = { private: createPrivateKey, public: createPublicKey } as const

/**
 * Reads a key.
 * @param file its name, for the error
 * @throws PreflightError PREFLIGHT_E_USAGE
 */
export function readKey(kind: keyof typeof readers, pem: string, file: string): KeyObject {
  try {
    return readers[kind](pem)
  } catch (cause) {
    throw new PreflightError(
      'PREFLIGHT_E_USAGE',
      `${file}: expected a ${kind} key as PEM, without a passphrase: ${messageOf(cause)}`,
      {
        cause,
        hint: 'openssl genpkey -algorithm ed25519 makes one; openssl pkey -pubout its other half',
      },
    )
  }
}
