/** Lets a small server of a test listen on this machine. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpClient } from '../http.ts'

/** Starts listening. @returns a client of it, which the test closes */
export async function clientOf(server: Server): Promise<HttpClient> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
