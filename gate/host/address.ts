/** Where something listens, as this machine reaches it. */
export interface Address {
  host: string
  port: number
}
