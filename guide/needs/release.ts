import {
  afterRead,
  blueGreen,
  defineNeeds,
  lockedRead,
  type Needs,
  session,
  world,
} from './need.ts'

const countedWrites: Needs = [...blueGreen, ...lockedRead]

const rolling: Needs = [
  'manifests.stack',
  ['edge.serverName', 'proxyHeaders.host'],
  'manifests.dockerfile',
  'manifests.nginx',
  ...lockedRead,
]

/** Of the claims of section release. */
export const release = defineNeeds('release', {
  'release.blue-green-lossless': countedWrites,
  'release.order-enforced': blueGreen,
  'release.one-at-a-time': [...blueGreen, 'release.deploy'],
  'release.in-flight-drained': countedWrites,
  'release.sessions-survive': [...blueGreen, ...session, 'operations.profile'],
  'release.version-monotonic': [...countedWrites, 'operations.profile'],
  // Blue must answer all of these rightly before anything is judged.
  'release.schema-compatible': [
    'commands.migrate',
    'backing.postgres',
    ...world,
    'operations.createAccount',
    'operations.permissions',
    'operations.changeRole',
    'operations.readRecord',
    ...afterRead,
  ],
  'release.rollback-lossless': countedWrites,
  'release.blue-stops-last': countedWrites,
  'release.rolling-lossless': rolling,
  'release.rolling-halts': rolling,
  'release.websocket-drained': ['operations.openSocket', ...blueGreen, ...session],
})
