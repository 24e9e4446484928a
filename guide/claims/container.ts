import { defineClaims, text } from '../claim.ts'

/** The image and its compose file: user, probe, workers, limits, restarts, and what survives. */
export const container = defineClaims('container', {
  'container.non-root': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`The backend's container runs as uid 1000 and cannot write its own code.`,
    guideSections: ['Build Production Image'],
    verification: text`Inspect the configured user, read the uid of its processes, and try to
      write to the code.`,
    remedy: text`Copy the code as root, leave it without write permission for the application's
      user, and switch to uid 1000 last.`,
    prevents: text`A bug that writes files becomes one that replaces the program, and an escape
      from the container starts as root.`,
  },
  'container.healthcheck': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`The health check has interval 30 s, timeout 10 s, start period 5 s and 3
      retries; its program exists in the image, and it succeeds inside it.`,
    guideSections: ['Build Production Image'],
    verification: text`Inspect the image's health check, and run exactly that command inside a
      serving container.`,
    remedy: text`Probe with a program that the image contains, such as the runtime's own HTTP
      client; slim bases have no curl.`,
    prevents: text`Containers never become healthy and no deployment completes, or a probe that
      always succeeds hides a dead backend.`,
  },
  'container.unhealthy-detected': {
    level: 'should',
    impact: 'disrupt',
    needs: 'docker',
    statement: text`A backend that hangs becomes unhealthy.`,
    guideSections: ['Build Production Image'],
    verification: text`Stop its processes with SIGSTOP under a shortened interval, and wait for
      the status to change.`,
    remedy: text`Let the probe require a 2xx response within its timeout from the serving process,
      not just an open port.`,
    prevents: text`A hung replica stays in rotation and swallows its share of the requests.`,
  },
  'container.workers': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`The container runs 4 workers; one that dies is replaced, and the others keep
      serving.`,
    guideSections: ['Build Production Image'],
    verification: text`Count the workers, kill one under traffic, count failed requests, and wait
      until the fourth is back.`,
    remedy: text`Run 4 workers under a parent that replaces those that exit, with a limit on the
      restart rate.`,
    prevents: text`Workers die one by one over a week, and the last one takes the service with it.`,
  },
  'container.image-clean': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`No layer of the image contains a secret, an environment file, a key or a
      version-control folder.`,
    guideSections: ['Build Production Image'],
    verification: text`Search the files of every layer, deleted ones included, and the build
      history.`,
    remedy: text`Use an ignore file for the build, copy named paths only, and pass secrets at run
      time: deleting a file later leaves it in its layer.`,
    prevents: text`Everybody who can pull the image can read production's credentials from it.`,
  },
  'container.image-compiler-free': {
    level: 'should',
    impact: 'observe',
    needs: 'docker',
    statement: text`The final image contains no compiler.`,
    guideSections: ['Build Production Image'],
    verification: text`Search the final file system for compilers and linkers, and try the usual
      names inside.`,
    remedy: text`Build in one stage and copy only the result into a second one without the build
      tools.`,
    prevents: text`An intruder builds tools on the spot, and each scan of the image drowns in
      findings about unused packages.`,
  },
  'container.restart': {
    level: 'must',
    impact: 'disrupt',
    needs: 'docker',
    programs: ['docker-compose'],
    statement: text`A killed backend restarts and becomes ready without manual intervention.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Kill its first process, and wait for the replacement to be ready.`,
    remedy: text`Set a restart policy, leave no lock or PID file that blocks the next start, and
      make startup safe to repeat.`,
    prevents: text`A crash at night stays an outage until the morning.`,
  },
  'container.limits': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    programs: ['docker-compose'],
    statement: text`Limits of 1 CPU and 1 GiB are set for each replica, and it stays within them
      under load.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Inspect the limits, read the cgroup's figures under load, and look for OOM
      kills.`,
    remedy: text`Set both limits, give the runtime a heap that fits in 1 GiB, and size the number
      of workers to match.`,
    prevents: text`One leaking replica takes the host's memory, and its neighbours, the database
      among them, are killed.`,
  },
  'container.replicas': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    programs: ['docker-compose'],
    statement: text`2 replicas run, and both take traffic.`,
    guideSections: ['Docker Compose Production', 'Deploy with Docker'],
    verification: text`Send requests through the edge, and measure how much of the traffic each
      replica received.`,
    remedy: text`Set the number of replicas where the engine honours it, and let the edge spread
      requests over all addresses of the name.`,
    prevents: text`The second replica stands idle, and the loss of the first is a full outage.`,
  },
  'container.data-survives': {
    level: 'must',
    impact: 'disrupt',
    needs: 'docker',
    programs: ['docker-compose'],
    statement: text`After "docker compose down" and "up", the database's rows and the cached keys
      are still there.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Write rows and keys, take the composition down and up, and compare them.`,
    remedy: text`Put the data folders of database and cache on named volumes, at the paths where
      the images write.`,
    prevents: text`A routine redeployment empties the database.`,
  },
  'container.graceful-stop': {
    level: 'must',
    impact: 'disrupt',
    feature: 'graceful shutdown',
    sentinel: 'unless-quick',
    alsoInContainer: true,
    statement: text`On SIGTERM the backend takes no new requests, finishes those in flight, and
      exits within 10 s with code 0, or with SIGTERM's own 143.`,
    guideSections: ['Docker Compose Production', 'Zero-Downtime Deployment'],
    verification: text`Send SIGTERM during a slow request and try new ones, then read its
      response, the exit code and the time. On docker, also run "docker stop -t 10" on a container
      of the image.`,
    remedy: text`Handle SIGTERM in the container's first process (exec form of CMD, "exec" at the
      end of an entrypoint script): stop listening, close idle
      connections, wait for requests in flight, close the pools, and exit within 10 s.`,
    prevents: text`Every deployment cuts off the requests that happen to be running.`,
  },
  'container.compose-valid': {
    level: 'must',
    impact: 'observe',
    programs: ['docker-compose'],
    statement: text`Docker Compose accepts the compose file, every variable is set or has a
      default, images are pinned, and only the edge publishes ports.`,
    guideSections: ['Docker Compose Production', 'Deploy with Docker'],
    verification: text`Ask "docker compose config" if it is installed, validate the file against
      the current schema and the rules that Compose and Docker add to it, resolve its variables
      with the environment file, and read images and ports.`,
    remedy: text`Correct the line that is named; give each variable a value or a default or mark
      it required, pin images by version or digest, and publish no port but the edge's.`,
    prevents: text`The deployment is refused when it is needed, a missing variable becomes an
      empty string, a floating image changes overnight, or the database is open to the internet.`,
  },
  'container.starts-in-order': {
    level: 'should',
    impact: 'disrupt',
    needs: 'docker',
    programs: ['docker-compose'],
    statement: text`A backend that starts before its database becomes ready once the database is
      up.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Start the backend first and the database some seconds later, and wait until
      it is ready.`,
    remedy: text`Retry the first connection with a bounded back-off, or wait for the database's
      health check and not just for its container.`,
    prevents: text`After a reboot of the host the backend has given up before the database is
      ready, and stays down.`,
  },
})
