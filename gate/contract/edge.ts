/** The part of a target's contract that is about the reverse proxy in front of it. */
import type { Command } from './contract.ts'

export type KeyType = 'ec' | 'rsa'

/** The files that the edge presents; `manifests.nginx` names them by their paths within. */
export interface EdgeCertificate {
  /** What is mounted, relative to the config file. Left out where `make` fills a fresh one. */
  folder?: string
  /** Makes the files anew in a folder of the run, as the deployment does. */
  make?(folder: string): Command
  /** Where the edge finds the folder: `/etc/nginx/ssl`. */
  mountedAt: string
  /** The file of the folder with what clients trust. Default: what this machine trusts. */
  root?: string
}

/** What the edge's own configuration does not tell. */
export interface EdgeConfig {
  /** The name that clients ask for. Default: the first server_name of the server with TLS. */
  serverName?: string
  /**
   * Where nginx finds `manifests.nginx`. Default: where `manifests.compose` mounts it; without
   * that, it is the main file, /etc/nginx/nginx.conf.
   */
  mountedAt?: string
  /** Kinds of key that the deployment has certificates for. Default: not said. */
  keyTypes?: readonly KeyType[]
  certificate?: EdgeCertificate
}
