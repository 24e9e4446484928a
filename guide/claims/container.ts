import { defineClaims, text } from '../claim.ts'

/** The image and its composition: user, probe, workers, limits, restarts, and what survives. */
export const container = defineClaims('container', {
  'container.non-root': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`The backend's container runs as uid 1000 and cannot write its own code.`,
    guideSections: ['Build Production Image'],
    verification: text`Inspect the configured user, ask for the uid inside, and try to write to
      the code.`,
    remedy: text`Copy the code as root, leave it without write permission for the application's
      user, and switch to uid 1000 last.`,
    prevents: text`A fault that writes files becomes one that replaces the program, and an escape
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
    prevents: text`Containers never turn healthy, so that no deployment completes, or a vacuous
      probe hides a dead backend.`,
  },
  'container.unhealthy-detected': {
    level: 'should',
    impact: 'disrupt',
    needs: 'docker',
    statement: text`A backend that hangs turns unhealthy.`,
    guideSections: ['Build Production Image'],
    verification: text`Stop its processes with SIGSTOP under a shortened interval, and wait for
      the status to change.`,
    remedy: text`Let the probe demand an answer of 2xx within its timeout from the serving
      process, not just an open port.`,
    prevents: text`A hung replica keeps its place and swallows its share of the requests.`,
  },
  'container.workers': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`The container runs 4 workers; one that dies is replaced, and the others serve
      on.`,
    guideSections: ['Build Production Image'],
    verification: text`Count the workers, kill one under traffic, count failed requests, and wait
      for the fourth to be back.`,
    remedy: text`Run 4 workers under a parent that replaces those that exit, with a limit on how
      fast.`,
    prevents: text`Workers die one by one over a week, and the last one takes the service with it.`,
  },
  'container.image-clean': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`No layer of the image holds a secret, an environment file, a key or a
      version-control folder.`,
    guideSections: ['Build Production Image'],
    verification: text`Walk the files of every layer, deleted ones included, and the history of
      the build.`,
    remedy: text`Keep an ignore file for the build, copy named paths only, and pass secrets at run
      time: a later delete leaves the layer as it was.`,
    prevents: text`Everybody who can pull the image can take production's credentials out of it.`,
  },
  'container.image-compiler-free': {
    level: 'should',
    impact: 'observe',
    needs: 'docker',
    statement: text`The final image contains no compiler.`,
    guideSections: ['Build Production Image'],
    verification: text`Walk the final file system for compilers and linkers, and try the usual
      names inside.`,
    remedy: text`Build in one stage and copy only the result into a second one without the build
      tools.`,
    prevents: text`An intruder builds tools in place, and each scan of the image drowns in
      findings on unused packages.`,
  },
  'container.restart': {
    level: 'must',
    impact: 'disrupt',
    needs: 'docker',
    statement: text`A backend that is killed is back and ready without a hand.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Kill its first process, and wait for the replacement to be ready.`,
    remedy: text`Set a restart policy, leave no lock or process file that blocks the next start,
      and make start-up safe to repeat.`,
    prevents: text`A crash at night lasts until the morning.`,
  },
  'container.limits': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`Limits of 1 CPU and 1 GiB are set for each replica, and it stays within them
      under the row's load.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Inspect the limits, read the cgroup's figures under load, and look for
      kills for lack of memory.`,
    remedy: text`Set both limits, tell the runtime its heap's share of 1 GiB, and size the number
      of workers to match.`,
    prevents: text`One replica that leaks takes the host's memory, and its neighbours, the
      database among them, are killed.`,
  },
  'container.replicas': {
    level: 'must',
    impact: 'observe',
    needs: 'docker',
    statement: text`2 replicas run, and both take traffic.`,
    guideSections: ['Docker Compose Production', 'Deploy with Docker'],
    verification: text`Send requests through the edge, and count them by the instance that
      answered.`,
    remedy: text`Set the number of replicas where the engine honours it, and let the edge spread
      requests over all addresses of the name.`,
    prevents: text`The second replica stands idle, and the loss of the first is a full outage.`,
  },
  'container.data-survives': {
    level: 'must',
    impact: 'disrupt',
    needs: 'docker',
    statement: text`After the composition is taken down and brought up again, the rows and the
      cache are there.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Write rows and keys, take it down and up, and compare them.`,
    remedy: text`Put the data folders of database and cache on named volumes, at the paths where
      the images write.`,
    prevents: text`A routine redeployment empties the database.`,
  },
  'container.graceful-stop': {
    level: 'must',
    impact: 'disrupt',
    statement: text`On TERM the backend takes no new work, finishes what is in hand, and ends
      within 10 s with exit code 0, or TERM's own 143.`,
    guideSections: ['Docker Compose Production', 'Zero-Downtime Deployment'],
    verification: text`Send TERM in the middle of a slow request and try new ones, then read its
      answer, the exit code and the time.`,
    remedy: text`Handle TERM in the container's first process: stop listening, end idle
      connections, await requests in hand, close the pools, and exit before 10 s are over.`,
    prevents: text`Every deployment cuts off the requests that happen to be running.`,
  },
  'container.compose-valid': {
    level: 'must',
    impact: 'observe',
    statement: text`The compose file fits its schema, every variable is set or defaulted, images
      are pinned, and only the edge publishes ports.`,
    guideSections: ['Docker Compose Production', 'Deploy with Docker'],
    verification: text`Parse it, validate it by schema, resolve its variables against the
      environment file, and read images and ports.`,
    remedy: text`Give each variable a value or a default or mark it required, pin images by
      version or digest, and leave ports to the edge.`,
    prevents: text`A variable that is missing becomes an empty string, a floating image changes
      overnight, or the database answers the internet.`,
  },
  'container.starts-in-order': {
    level: 'should',
    impact: 'disrupt',
    needs: 'docker',
    statement: text`The backend outlives a database that comes up later than itself.`,
    guideSections: ['Docker Compose Production'],
    verification: text`Start the backend first and the database some seconds later, and wait until
      it is ready.`,
    remedy: text`Retry the first connection with a bounded back-off, or wait for the database's
      health and not just for its container.`,
    prevents: text`After a reboot of the host the backend has given up before the database is
      ready, and stays down.`,
  },
})
