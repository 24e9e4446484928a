/** The thread of `names.ts`. */
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import packet from 'dns-packet'

/** The TTL of Docker's DNS server. A configuration that respects it follows changes too late. */
const ttlSeconds = 600

/** Addresses by name; those of any other under `*`. */
export type AddressBook = Readonly<Record<string, readonly string[]>>
export type ToThread = { book: AddressBook } | { question: 'asked' }
export type FromThread = { port: number } | { done: true } | { asked: number }

let book: AddressBook = {}
let asked = 0

function answer(message: Buffer): Buffer | undefined {
  try {
    const query = packet.decode(message)
    const [question] = query.questions ?? []
    if (query.type !== 'query' || !question) return undefined
    const { name } = question
    const known = book[name.toLowerCase()] ?? book['*'] ?? []
    const answers = question.type === 'A' ? known : []
    return packet.encode({
      type: 'response',
      id: query.id ?? 0,
      // The lowest four bits are the response code: 3 is NXDOMAIN.
      flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (known.length > 0 ? 0 : 3),
      questions: [question],
      answers: answers.map((data) => ({ type: 'A', name, ttl: ttlSeconds, data })),
    })
  } catch {
    return undefined // Not a DNS query.
  }
}

const socket = createSocket('udp4')
socket.on('message', (message: Buffer, from: RemoteInfo) => {
  const reply = answer(message)
  if (!reply) return
  asked += 1
  socket.send(reply, from.port, from.address)
})
parentPort?.on('message', (message: ToThread) => {
  if ('book' in message) book = message.book
  const reply: FromThread = 'book' in message ? { done: true } : { asked }
  parentPort?.postMessage(reply)
})
socket.bind(0, '127.0.0.1')
await once(socket, 'listening')
parentPort?.postMessage({ port: socket.address().port } satisfies FromThread)
