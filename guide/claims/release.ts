import { defineClaims, text } from '../claim.ts'

/** Blue-green and rolling releases that nobody outside notices, and the way back. */
export const release = defineClaims('release', {
  'release.blue-green-lossless': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Through the whole cutover, over new and kept-alive connections, not one
      request fails or is retried, and the longest gap is reported.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Send open-model traffic over both kinds of connection from before to after,
      record every request, and account for each.`,
    remedy: text`Switch first, wait until the old side is idle, then stop it gracefully; bring the
      new side up and check it before the switch.`,
    prevents: text`Every release costs some users an error, which in a payment or a form means
      lost work.`,
  },
  'release.order-enforced': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Traffic is switched only after the migrations and green's health check; with
      green unhealthy there is no switch, blue serves on, and the exit is non-zero.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Run the release with a sick green and with a failing migration, and read
      which side serves, and the exit code.`,
    remedy: text`Make each step a condition of the next, with a deadline for health, and do
      nothing to blue before the switch is proven.`,
    prevents: text`A broken version gets all the traffic because a script went on after a failure.`,
  },
  'release.in-flight-drained': {
    level: 'must',
    impact: 'disrupt',
    statement: text`A request of 20 s that began on blue ends well.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Begin it just before the switch, and read its answer after it.`,
    remedy: text`Let blue finish what it has: drain for longer than the longest request, 20 s at
      least, before the stop's own time limit.`,
    prevents: text`Long exports and uploads break at every release.`,
  },
  'release.sessions-survive': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Tokens issued by blue are good on green, and still after going back.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Log in on blue, use and refresh the tokens on green, go back, and use both
      sides' tokens.`,
    remedy: text`Share the signing keys and the token format over both sides, and accept the old
      format for a release when it changes.`,
    prevents: text`Every release logs everybody out, and the rush of log-ins runs into the rate
      limit.`,
  },
  'release.version-monotonic': {
    level: 'should',
    impact: 'disrupt',
    statement: text`After the switch a new connection never meets blue.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Record the version that answers each request on a new connection, and
      search the record after the switch.`,
    remedy: text`Switch all edge processes in one step, and keep no second path to blue in DNS or
      in a cache.`,
    prevents: text`Users move between two versions, and see changes appear and vanish.`,
  },
  'release.schema-compatible': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Blue passes its critical-endpoint checks on green's schema, reading and
      writing.`,
    guideSections: ['Blue-Green Deployment', 'Running Migrations'],
    verification: text`Migrate to green's schema under a running blue, and run its
      critical-endpoint checks.`,
    remedy: text`Expand first and contract a release later: add columns as nullable or with a
      default, and neither rename nor drop what blue still uses.`,
    prevents: text`Between migration and switch the version that is serving fails, and going back
      is impossible.`,
  },
  'release.rollback-lossless': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Going back to blue loses no request either.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Send open-model traffic through the way back, record every request, and
      account for each.`,
    remedy: text`Keep blue running and warm until green is trusted, and go back by the same steps
      as forward.`,
    prevents: text`The way out of a bad release is an outage of its own.`,
  },
  'release.blue-stops-last': {
    level: 'should',
    impact: 'disrupt',
    statement: text`Blue is stopped only after it is idle.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Count blue's open connections and requests in hand from the switch to its
      stop.`,
    remedy: text`Wait for blue's connection count to reach zero, up to a deadline, in place of
      stopping it at once.`,
    prevents: text`Requests that were on their way when traffic was switched are reset.`,
  },
  'release.rolling-lossless': {
    needs: 'docker',
    level: 'must',
    impact: 'disrupt',
    statement: text`A rolling update, one replica at a time with a delay, loses no request, and at
      most one replica is away at any moment.`,
    guideSections: ['Rolling Deployment (Docker Swarm)'],
    verification: text`Update a real Swarm service under open-model traffic, record every request,
      and sample the replicas that run.`,
    remedy: text`Start the new replica first, wait for its health check, and give the old one time
      to drain before it is stopped.`,
    prevents: text`Half of the capacity is away in the middle of the update, and requests go to
      replicas that are not ready.`,
  },
  'release.rolling-halts': {
    needs: 'docker',
    level: 'should',
    impact: 'disrupt',
    statement: text`A broken image halts or rolls back the update, and service goes on.`,
    guideSections: ['Rolling Deployment (Docker Swarm)'],
    verification: text`Update to an image that does not start, and to one that never turns
      healthy, under traffic.`,
    remedy: text`Set the failure action to roll back, with a monitoring time that outlasts the
      health check's first verdict.`,
    prevents: text`The update goes on until every replica runs the broken image.`,
  },
  'release.websocket-drained': {
    level: 'beyond',
    impact: 'disrupt',
    statement: text`An open WebSocket gets a close frame with a reason, not a reset.`,
    guideSections: ['Blue-Green Deployment', 'Nginx Configuration'],
    verification: text`Hold sockets open through a cutover, and read how each one ends.`,
    remedy: text`On TERM send close code 1001 to every socket, and wait for the answers before
      exiting.`,
    prevents: text`All clients lose their sockets without a word and reconnect in one wave.`,
  },
})
