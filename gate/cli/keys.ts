/** Keys that the command line names by their files. */
import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { messageOf } from '#gate/errors.ts'
import { readKey } from '#gate/report/in-toto/envelope.ts'
import type { Signature } from '#gate/report/in-toto/sign.ts'
import { usage } from './command-line.ts'

/** @throws PreflightError PREFLIGHT_E_USAGE naming the option, if there is no such key */
export async function keyFrom(
  option: string,
  kind: 'private' | 'public',
  file: string,
): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch((error) => {
    throw usage(`${option}: cannot read ${file}: ${messageOf(error)}`)
  })
  return readKey(kind, pem, `${option}: ${file}`)
}

/** What `--sign` and `--valid` say; undefined if nothing is to be signed. */
export async function signatureOf(
  sign: string | undefined,
  validDays: number | undefined,
): Promise<Signature | undefined> {
  if (sign !== undefined) return { key: await keyFrom('--sign', 'private', sign), validDays }
  if (validDays === undefined) return undefined
  throw usage('--valid is only for --sign', 'give the private key: --sign KEY.pem')
}
