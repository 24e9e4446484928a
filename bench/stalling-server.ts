/**
 * A bare server for the benches of the load generator: `node stalling-server.ts [STALL_MS]`. Some
 * seconds after the first request it stands still once, for so long. It prints its port.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const stallMs = Number(process.argv[2] ?? 0)
/** Two seconds into the load, whose warm-up takes three and a half. */
const stallAfterMs = 5_500
let dueMs: number | undefined

const server = createServer((_request, response) => {
  const nowMs = performance.now()
  dueMs ??= nowMs + stallAfterMs
  if (stallMs > 0 && nowMs >= dueMs) {
    dueMs = Number.POSITIVE_INFINITY
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs)
  }
  response.end('{}')
})
server.keepAliveTimeout = 30_000
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
