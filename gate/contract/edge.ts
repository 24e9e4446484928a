/** The part of the contract about the reverse proxy in front of the target. */
import * as z from 'zod'
import type { Command } from './command.ts'
import { fn, path, text } from './fields.ts'

const keyType = z.enum(['ec', 'rsa'], 'expected "ec" or "rsa"')

const certificateSchema = z.strictObject({
  /** The folder that is mounted, relative to the config file. Default: `make` fills a new one. */
  folder: z.string().exactOptional(),
  /** Writes the files to a new folder, as the deployment does. Default: `folder` has them. */
  make: fn<(folder: string) => Command>().exactOptional(),
  /** Where the edge finds the folder: `/etc/nginx/ssl`. */
  mountedAt: path,
  /** The file in the folder with the root that clients trust. Default: as this machine trusts. */
  root: z.string().exactOptional(),
})

export const edgeSchema = z.strictObject({
  /** The name that clients ask for. Default: the first server_name of the server with TLS. */
  serverName: text.exactOptional(),
  /**
   * Where nginx finds `manifests.nginx`. Default: where `manifests.compose` mounts it; if it does
   * not, `/etc/nginx/nginx.conf`, the main file.
   */
  mountedAt: path.exactOptional(),
  /** The kinds of key that the deployment has certificates for. Default: unknown. */
  keyTypes: z.array(keyType).min(1, 'expected at least one kind').readonly().exactOptional(),
  /** The certificate of the deployment. Default: claims about it are unverified. */
  certificate: certificateSchema.exactOptional(),
})

/** A kind of key of a certificate. */
export type KeyType = z.infer<typeof keyType>

/** The files of the certificate; `manifests.nginx` names them by their paths at the edge. */
export type EdgeCertificate = z.infer<typeof certificateSchema>
