import { text } from '../claim.ts'
import { type Axes, defineAxes } from './axis.ts'

/** The two sides and the procedure: the same for every blue-green claim. */
const sides: Axes[string] = {
  tried: ['processes with engine local', 'containers of the image with engine docker'],
  untried: text`Two machines or two target groups behind a managed load balancer: they are switched
    by their platform, and nothing of that is on this machine.`,
}

const versions: Axes[string] = {
  tried: ['the same code on both sides, with an identity for each'],
  untried: text`Two versions of the code: release.schema-compatible runs the previous one, if
    release.previous names it.`,
}

const connection: Axes[string] = {
  tried: ['new for each request', 'kept alive', 'idle for 1 to 5.05 s between two requests'],
  untried: 'HTTP/2, and idle times beyond 6 s: a trial is shorter than those of most servers.',
}

const requestKind: Axes[string] = {
  tried: ['creations, which no client may repeat', 'updates held for 1.2 s by a locked row'],
  untried: text`Uploads, streams, and slow requests where the contract has no update: the evidence
    says so then.`,
}

const dying: Axes[string] = {
  tried: ['while requests wait', 'at once after the switch', 'after a drain'],
  untried: 'A side that crashes by itself during the release.',
}

export const release = defineAxes('release', {
  'release.blue-green-lossless': {
    'kind of request': requestKind,
    connection,
    'moment of the stop': dying,
    sides,
  },
  'release.rollback-lossless': {
    'kind of request': requestKind,
    connection,
    'moment of the stop': dying,
    versions,
  },
  'release.order-enforced': {
    'reason to give up': {
      tried: [
        'green lives and cannot reach its database',
        'green never starts',
        'the migration fails',
      ],
      untried: text`An edge that refuses its new configuration, and a green that turns unhealthy
        after the switch: the guide's order ends there.`,
    },
    'status of readiness': {
      tried: ['200', '204 and every other 2xx'],
      untried: 'Readiness that answers by its body alone: the contract asks for a status.',
    },
    'process of the edge': {
      tried: ['12 new connections after each release, which reach all of its processes'],
      untried: 'Several edges: the one of the target runs here.',
    },
    sides,
  },
  'release.one-at-a-time': {
    'moment of the second release': {
      tried: ['when the first has started green'],
      untried: 'While the first one migrates or drains: a lock covers all of it or nothing.',
    },
    'answer to it': { tried: ['a refusal', 'a wait, and a release the other way'] },
    sides,
  },
  'release.in-flight-drained': {
    'kind of request': {
      tried: ['updates of held rows', 'reads of a locked table, if there is no update'],
      untried: 'Uploads and downloads that trickle: the database holds these requests.',
    },
    'length of the request': {
      tried: ['20 s', '12 s with --quick, still longer than a stop alone waits'],
      untried: "Minutes: the guide's claim is about 20 s.",
    },
    number: {
      tried: ['3 at once'],
      untried: text`More than the pool has connections: the others would wait for one, and that is
        pool.*.`,
    },
    sides,
  },
  'release.sessions-survive': {
    'kind of token': {
      tried: ['the access token or cookie of a login', 'a refresh token, if there is one'],
      untried: 'API keys, and sessions that a third party issues.',
    },
    'issued by': { tried: ['blue, used on green', 'green, used on blue after the rollback'] },
    'store of the session': {
      tried: ['the token itself', 'database', 'Redis', "a side's memory: a failure"],
    },
    versions,
  },
  'release.version-monotonic': {
    connection: {
      tried: ['a new one for each of 60 requests a second'],
      untried: 'Kept-alive ones: they may end on blue, and release.blue-green-lossless has them.',
    },
    'way to switch': {
      tried: ['a file that the edge reads', 'a new configuration and a reload', 'no switch at all'],
    },
    'end of the switch': {
      tried: ['1 s after the first response of green'],
      untried: 'Edges whose old processes take new connections for longer: they are blamed.',
    },
    sides,
  },
  'release.schema-compatible': {
    'version of blue': {
      tried: [
        'the previous release, if release.previous has it',
        "today's code on the schema before the newest migration",
        "today's code on its own schema, where it needs the newest migration",
      ],
      untried: text`Without release.previous, code that has already been adapted to the new schema:
        a column that only older code needs is not missed by it.`,
    },
    'kind of request': {
      tried: ['login and logout', 'creating, reading and updating records', 'roles'],
      untried: 'Endpoints that the contract does not have.',
    },
    'rows that are read': { tried: ['from before the migration', 'from after it'] },
  },
  'release.blue-stops-last': {
    'kind of request': {
      tried: ['updates of held rows', 'reads of a locked table, if there is no update'],
      untried: 'Open WebSockets: they never end by themselves, see release.websocket-drained.',
    },
    'way to know that blue is idle': {
      tried: [
        'asking for its connections',
        'waiting for a fixed time',
        'asking the edge',
        "the target's own release.connections, in a blue that is idle and in one that is busy",
      ],
      untried: text`release.connections if the sides are processes: they share one network, in which
        it would count both, so the gate counts, and the evidence says so.`,
    },
    'end of blue': {
      tried: ["stopped by the gate's command", 'left running for the way back'],
      untried: text`Stopped in another way: nothing shows when, so the check is inconclusive.`,
    },
    sides,
  },
  'release.rolling-lossless': {
    'kind of request': {
      tried: ['creations on new and on kept connections'],
      untried: text`Slow requests: a replica that is cut off with work in hand shows only if one of
        50 requests a second is in it. container.graceful-stop holds requests at a stop.`,
    },
    order: { tried: ['start-first', 'stop-first'] },
    'replicas at a time': { tried: ['what the stack file says', 'one where it says nothing'] },
    'size of the service': {
      tried: ['the replicas of the stack file'],
      untried: 'Several machines: one Swarm node runs here, and its network is local.',
    },
    time: {
      tried: ["the guide's delays, scaled down"],
      untried: 'The delays of production: an update of 4 replicas would take minutes.',
    },
  },
  'release.rolling-halts': {
    'broken image': {
      tried: [
        'it does not start',
        'it never becomes healthy',
        'it crashes shortly before a health check would find it ill',
      ],
      untried: 'It becomes unhealthy after the monitoring time: Swarm does not see that.',
    },
    'way to halt': { tried: ['paused', 'rolled back'] },
    'kind of request': {
      tried: ['creations on new and on kept connections'],
      untried: 'Slow requests, for the same reason as in release.rolling-lossless.',
    },
  },
  'release.websocket-drained': {
    'close code': {
      tried: ['1001, going away', '1012, service restart'],
      untried: 'Codes of 4000 and above, which an application may define: they are blamed.',
    },
    state: {
      tried: ['open and answering pings'],
      untried: 'In the middle of a long message, or with a client that no longer reads.',
    },
    number: {
      tried: ['4 with --quick', '10 without'],
      untried: 'Thousands: closing them takes time that a small machine cannot measure.',
    },
    'end of the release': {
      tried: ['it succeeds', 'it waits for the sockets', 'it gives up, and they stay open'],
    },
  },
})
