import { defineClaims, text } from '../claim.ts'

/** Blue-green and rolling releases that users do not notice, and the rollback. */
export const release = defineClaims('release', {
  'release.blue-green-lossless': {
    level: 'must',
    impact: 'disrupt',
    feature: 'blue-green release',
    services: ['nginx'],
    statement: text`During the whole cutover, over new and kept-alive connections, not one request
      fails or is retried, and the longest gap is reported.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Send open-model traffic over both kinds of connection before, during and
      after the cutover, record every request, and account for each.`,
    remedy: text`Start the new side and check it, switch, wait until the old side is idle, and
      only then stop it gracefully.`,
    prevents: text`Every release costs some users an error, which in a payment or a form means
      lost work.`,
  },
  'release.order-enforced': {
    level: 'must',
    impact: 'disrupt',
    feature: 'blue-green release',
    services: ['nginx'],
    statement: text`Traffic is switched only after the migrations and green's health check; if
      green is unhealthy, traffic is not switched, blue keeps serving, and the exit code is not
      0.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Run the release with an unhealthy green and with a failing migration, and
      check which side serves, and the exit code.`,
    remedy: text`Make each step a condition of the next, with a deadline for health, and do
      nothing to blue before the switch is verified.`,
    prevents: text`A broken version gets all the traffic because a script continued after a
      failure.`,
  },
  'release.one-at-a-time': {
    level: 'beyond',
    impact: 'disrupt',
    feature: 'blue-green release',
    services: ['nginx'],
    statement: text`A release that begins while another one is under way is refused, or waits until
      that one is over.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Begin a second release when the first has started green, and look for steps
      that were taken twice, and for the side that serves afterwards.`,
    remedy: text`Take a lock for the whole release, such as flock, an advisory lock or the
      concurrency group of the pipeline, and let the second one fail and name the first.`,
    prevents: text`A pipeline that is started again mixes two releases: one stops the side to which
      the other has just switched.`,
  },
  'release.in-flight-drained': {
    level: 'must',
    impact: 'disrupt',
    feature: 'blue-green release',
    services: ['nginx'],
    statement: text`A 20-second request that started on blue completes successfully.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Start it just before the switch, and read its response after it.`,
    remedy: text`Let blue finish its requests: drain for longer than the longest one, at least 20
      s, before the stop's own time limit.`,
    prevents: text`Long exports and uploads break at every release.`,
  },
  'release.sessions-survive': {
    level: 'must',
    impact: 'disrupt',
    feature: 'blue-green release',
    services: ['nginx'],
    statement: text`Tokens issued by blue are valid on green, and still valid after a rollback.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Log in on blue, use and refresh the tokens on green, roll back, and use
      both sides' tokens.`,
    remedy: text`Use the same signing keys and token format on both sides, and accept the old
      format for a release when it changes.`,
    prevents: text`Every release logs everybody out, and the rush of logins runs into the rate
      limit.`,
  },
  'release.version-monotonic': {
    level: 'should',
    impact: 'disrupt',
    feature: 'blue-green release',
    services: ['nginx'],
    statement: text`After the switch no new connection reaches blue.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Record which version answers each request on a new connection, and look for
      blue after the switch.`,
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
    verification: text`Migrate to green's schema while blue is running, and run its
      critical-endpoint checks.`,
    remedy: text`Expand first and contract a release later: add columns as nullable or with a
      default, and neither rename nor drop what blue still uses.`,
    prevents: text`Between migration and switch the version that is serving fails, and a rollback
      is impossible.`,
  },
  'release.rollback-lossless': {
    level: 'must',
    impact: 'disrupt',
    feature: 'blue-green release',
    services: ['nginx'],
    statement: text`A rollback to blue loses no request.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Send open-model traffic throughout the rollback, record every request, and
      account for each.`,
    remedy: text`Roll back by the same steps as forward: start blue and check it, switch, wait
      until green is idle, and only then stop it.`,
    prevents: text`The rollback from a bad release is an outage of its own.`,
  },
  'release.blue-stops-last': {
    level: 'should',
    impact: 'disrupt',
    feature: 'blue-green release',
    services: ['nginx'],
    statement: text`Blue is stopped only after it is idle.`,
    guideSections: ['Blue-Green Deployment'],
    verification: text`Count blue's open connections and requests in flight from the switch until
      it is stopped.`,
    remedy: text`Wait for blue's connection count to reach zero, up to a deadline, instead of
      stopping it at once.`,
    prevents: text`Requests that were in flight when traffic was switched are reset.`,
  },
  'release.rolling-lossless': {
    needs: 'docker',
    level: 'must',
    impact: 'disrupt',
    feature: 'rolling update',
    statement: text`A rolling update, one replica at a time with a delay, loses no request, and at
      most one replica is down at any moment.`,
    guideSections: ['Rolling Deployment (Docker Swarm)'],
    verification: text`Update a real Swarm service under open-model traffic, record every request,
      and sample the running replicas.`,
    remedy: text`Start the new replica first, wait for its health check, and give the old one time
      to drain before it is stopped.`,
    prevents: text`Half of the capacity is missing in the middle of the update, and requests go to
      replicas that are not ready.`,
  },
  'release.rolling-halts': {
    needs: 'docker',
    level: 'should',
    impact: 'disrupt',
    feature: 'rolling update',
    statement: text`A broken image halts or rolls back the update, and the service keeps running.`,
    guideSections: ['Rolling Deployment (Docker Swarm)'],
    verification: text`Update to an image that does not start, to one that never becomes healthy,
      and to one whose replicas crash after a while, under traffic.`,
    remedy: text`Set the failure action to rollback, with a monitoring time longer than the health
      check needs for its first verdict.`,
    prevents: text`The update continues until every replica runs the broken image.`,
  },
  'release.websocket-drained': {
    level: 'beyond',
    impact: 'disrupt',
    services: ['nginx'],
    statement: text`An open WebSocket is closed with a close frame and a reason, not reset.`,
    guideSections: ['Blue-Green Deployment', 'Nginx Configuration'],
    verification: text`Hold sockets open through a cutover, and read how each one ends.`,
    remedy: text`On SIGTERM send close code 1001 to every socket, and wait for the replies before
      exiting.`,
    prevents: text`All clients lose their sockets without notice and reconnect in one wave.`,
  },
})
