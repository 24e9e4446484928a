/** How the backend stops on TERM. */
import { defineMutants, edit, insertAfter, insertBefore } from '../mutant.ts'
import {
  composeFile,
  dockerfile,
  drainingPlugin,
  primary,
  websocketPlugin,
  worker,
} from '../paths.ts'

export const stops = defineMutants('container', {
  'stop-without-time': {
    defect: 'The compose file has the backend killed a second after the signal.',
    kills: ['container.graceful-stop'],
    edits: [insertAfter(composeFile, 'image: ${BACKEND_IMAGE:?}', 'stop_grace_period: 1s')],
  },
  'stop-at-once': {
    defect: 'TERM ends it at once: requests in hand are cut off.',
    kills: ['container.graceful-stop'],
    alsoKills: ['release.websocket-drained'],
    edits: [
      edit(
        primary,
        'this.end(0)',
        `this.killAll()
    process.exit(0)`,
      ),
    ],
  },
  'stop-cuts-uploads': {
    defect: 'TERM cuts off requests whose body has not all come, and lets the others finish.',
    kills: ['container.graceful-stop'],
    edits: [
      insertBefore(
        drainingPlugin,
        "fastify.addHook('preClose', (done) => {",
        `const incoming = new Set<{ readableEnded: boolean; socket: Socket }>()
fastify.addHook('onRequest', async ({ raw }) => {
  incoming.add(raw)
  raw.once('close', () => incoming.delete(raw))
})
fastify.addHook('preClose', async () => {
  for (const raw of incoming) if (!raw.readableEnded) raw.socket.destroy()
})`,
      ),
    ],
  },
  'stop-goes-on-accepting': {
    defect: 'After TERM new work is taken in for six more seconds.',
    kills: ['container.graceful-stop'],
    edits: [
      insertBefore(
        worker,
        'await app.close()',
        'await new Promise((resolve) => setTimeout(resolve, 6_000))',
      ),
    ],
  },
  'stop-ignored': {
    defect: 'TERM is logged, and nothing follows from it.',
    kills: ['container.graceful-stop'],
    alsoKills: ['release.websocket-drained'],
    edits: [edit(primary, 'this.end(0)', '')],
  },
  'stop-looks-like-a-crash': {
    defect: 'An ordinary stop exits with 1: the orchestrator takes it for a crash.',
    kills: ['container.graceful-stop'],
    edits: [edit(primary, 'this.end(0)', 'this.end(1)')],
  },
  'stop-gives-a-second': {
    defect: 'Requests in hand have a second to finish: whatever takes longer is cut off.',
    kills: ['container.graceful-stop'],
    environment: { SHUTDOWN_TIMEOUT: '1' },
  },
  'stop-too-slow': {
    defect: 'A stop takes longer than orchestrators wait, with all the work long done.',
    kills: ['container.graceful-stop'],
    environment: { SHUTDOWN_TIMEOUT: '20' },
    edits: [
      insertAfter(
        worker,
        'await app.close()',
        'await new Promise((resolve) => setTimeout(resolve, 10_500))',
      ),
    ],
  },
  'stop-waits-for-silence': {
    defect: 'A connection on which no request ever came holds the stop up until the deadline.',
    kills: ['container.graceful-stop'],
    environment: { SHUTDOWN_TIMEOUT: '12' },
    edits: [
      edit(
        drainingPlugin,
        'if (socket.bytesRead === 0) socket.destroy()',
        'if (socket.bytesRead < 0) socket.destroy()',
      ),
    ],
  },
  'stop-waits-for-deaf-sockets': {
    defect: 'A WebSocket whose client does not answer the close frame holds the process up.',
    kills: ['container.graceful-stop'],
    edits: [
      edit(websocketPlugin, 'for (const client of clients) client.terminate()', 'void clients'),
    ],
  },
  'stop-meets-a-shell': {
    defect: 'The first process of the image is a shell, which does not pass TERM on.',
    kills: ['container.graceful-stop'],
    alsoKills: ['release.rolling-lossless'],
    needs: 'docker',
    naming: ['sh -c'],
    edits: [
      edit(
        dockerfile,
        'CMD ["node", "reference-app/src/main.ts"]',
        'CMD ["sh", "-c", "node reference-app/src/main.ts; echo ended"]',
      ),
    ],
  },
  'stop-without-draining': {
    defect: 'Workers close their port on TERM, and leave without finishing what they have begun.',
    kills: ['container.graceful-stop'],
    alsoKills: ['release.websocket-drained'],
    edits: [edit(worker, 'await app.close()', 'app.server.close()')],
  },
})
