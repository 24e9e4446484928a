/** The part of the contract about how `manifests.compose` is tried. */
import * as z from 'zod'
import { fn, path } from './fields.ts'

/** What the gate offers for the variables of the compose file. */
export interface ComposeTrial {
  /** The image of the backend. */
  image: string
  /** Makes a secret that can stand in a URL; the same name gets the same secret. */
  secret(name: string): string
}

const certificateSchema = z.strictObject({
  /** The folder in the service. */
  mountedAt: path,
  /** The file with the chain. Default: `fullchain.pem`. */
  chain: z.string().exactOptional(),
  /** The file with the private key. Default: `privkey.pem`. */
  key: z.string().exactOptional(),
})

export const composeSchema = z.strictObject({
  /** The content of the environment file that an operator fills in. Default: no variables. */
  variables: fn<(trial: ComposeTrial) => Record<string, string>>().exactOptional(),
  /**
   * Where the edge finds its certificate: the gate puts one there, for the host in `proxyHeaders`.
   * Default: the edge needs none.
   */
  certificate: certificateSchema.exactOptional(),
})
