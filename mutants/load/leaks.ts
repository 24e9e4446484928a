/** What a process keeps of the requests that it served. */
import { defineMutants, insertAfter, overlay } from '../mutant.ts'
import { drainingPlugin } from '../paths.ts'
import { onRequest } from './on-request.ts'

export const leaks = defineMutants('load', {
  'load-connection-leak': {
    defect: 'One request in 300 opens a connection of its own to PostgreSQL and keeps it.',
    kills: ['load.soak'],
    edits: [
      ...onRequest(overlay('load-connection-leak/draining.ts')),
      insertAfter(drainingPlugin, "import fp from 'fastify-plugin'", "import pg from 'pg'"),
    ],
  },
  'load-descriptor-leak': {
    defect: 'One request in four opens a file that is never closed.',
    kills: ['load.soak'],
    edits:
      onRequest(`if (total % 4 === 0) process.getBuiltinModule('node:fs').openSync('/dev/null', 'r')
    done()`),
  },
  'load-leak-ends-worker': {
    defect: 'A worker ends, as one that is out of memory, after 600 requests of a soak.',
    kills: ['load.soak'],
    edits: onRequest(
      `if (rate > 70 && rate < 200) soaked += 1
    if (soaked === 600) process.kill(process.pid, 'SIGKILL')
    done()`,
      'let soaked = 0',
    ),
  },
  'load-memory-leak': {
    defect: 'A process keeps 150 kB of every request.',
    kills: ['load.soak'],
    edits: onRequest(
      `kept.push(Buffer.alloc(150_000, request.id))
    done()`,
      'const kept: Buffer[] = []',
    ),
  },
})
