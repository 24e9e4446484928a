/** The address of a listener, as seen from this machine. */
export interface Address {
  host: string
  port: number
}
