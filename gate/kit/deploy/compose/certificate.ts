/** A certificate for the edge of a trial, from an authority that only the trial trusts. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openAuthority } from '../../edge/certificates.ts'

/**
 * Writes certificate and key into a folder, for servers that read them before dropping root.
 * @param files their names in the folder
 * @returns the authority that clients must trust, as PEM
 */
export async function writeCertificate(
  folder: string,
  name: string,
  files: { chain: string; key: string },
): Promise<string> {
  const authority = await openAuthority()
  const { chain, key } = await authority.issue([name], 'ec')
  await writeFile(join(folder, files.chain), chain)
  await writeFile(join(folder, files.key), key, { mode: 0o600 })
  return authority.root
}
