/** What happens to requests and sockets of the side that stops. */
import { defineMutants, edit } from '../mutant.ts'
import { primary, procedure, steps, websocketPlugin } from '../paths.ts'

const connectionCount = 'reference-app/deploy/connections.mjs'

export const draining = defineMutants('release', {
  'release-cut-off': {
    defect: 'Blue is told to stop at the moment of the switch, and ends at once.',
    kills: [
      'release.blue-green-lossless',
      'release.rollback-lossless',
      'release.in-flight-drained',
      'release.blue-stops-last',
      'release.websocket-drained',
    ],
    alsoKills: ['container.graceful-stop'],
    edits: [
      edit(
        procedure,
        'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
        'const forward: readonly Step[] = [start, migrate, health, switchOver, stop]',
      ),
      edit(
        procedure,
        'const back: readonly Step[] = [start, health, switchOver, drain, stop]',
        'const back: readonly Step[] = [start, health, switchOver, stop]',
      ),
      edit(steps, '    await verify(context)\n', ''),
      edit(
        primary,
        'this.end(0)',
        `this.killAll()
    process.exit(0)`,
      ),
    ],
  },
  'release-drain-skipped': {
    defect: 'Blue is told to stop as soon as traffic is switched, whatever it has in hand.',
    kills: ['release.in-flight-drained', 'release.blue-stops-last'],
    edits: [
      edit(
        procedure,
        'const forward: readonly Step[] = [start, migrate, health, switchOver, drain, stop]',
        'const forward: readonly Step[] = [start, migrate, health, switchOver, stop]',
      ),
    ],
  },
  'release-drain-too-short': {
    defect: 'The drain is given up after a second: long requests are cut by the stop.',
    kills: ['release.in-flight-drained', 'release.blue-stops-last'],
    edits: [edit('reference-app/deploy/blue-green/plan.ts', 'drain: 40', 'drain: 1')],
  },
  'release-drain-counts-nothing': {
    defect: 'The command that counts connections knows no state by its name, and finds none.',
    kills: ['release.in-flight-drained', 'release.blue-stops-last'],
    needs: 'docker',
    edits: [edit(connectionCount, "const established = '01'", "const established = 'ESTAB'")],
  },
  'release-drain-counts-all': {
    defect: "A side's connections are counted with those to its own database, which never end.",
    kills: ['release.blue-stops-last'],
    needs: 'docker',
    naming: ['what release.connections says of an idle blue'],
    edits: [
      edit(
        connectionCount,
        'return isOurs && state === established',
        'return state === established',
      ),
    ],
  },
  'release-sockets-cut': {
    defect: 'A side that stops cuts its open sockets off, without a close frame.',
    kills: ['release.websocket-drained'],
    naming: ['without a close frame'],
    edits: [
      edit(
        websocketPlugin,
        "client.close(goingAway, 'the server is stopping')",
        'client.terminate()',
      ),
    ],
  },
  'release-sockets-end-as-ever': {
    defect: 'A side that stops ends its sockets as if all were said, so that no client comes back.',
    kills: ['release.websocket-drained'],
    naming: ['code 1000'],
    edits: [edit(websocketPlugin, 'const goingAway = 1001', 'const goingAway = 1000')],
  },
  'release-sockets-told-no-reason': {
    defect: 'The close frame of a side that stops has a code and no reason.',
    kills: ['release.websocket-drained'],
    naming: ['without a reason'],
    edits: [
      edit(
        websocketPlugin,
        "client.close(goingAway, 'the server is stopping')",
        'client.close(goingAway)',
      ),
    ],
  },
})
