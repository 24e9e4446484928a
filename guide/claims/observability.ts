import { defineClaims, text } from '../claim.ts'

/** Logs, health, readiness and metrics: what operators need to see during an incident. */
export const observability = defineClaims('observability', {
  'observability.logs-structured': {
    level: 'must',
    impact: 'observe',
    statement: text`From start to stop every line of output is one JSON object, or one logfmt
      record, with timestamp, level, message, module and function, and with exception on errors.`,
    guideSections: ['Structured Logging', 'Pre-Deployment Checklist'],
    verification: text`Parse every line on both streams, from launch to exit, with an error
      provoked in between.`,
    remedy: text`Send every library, worker and crash handler through one JSON logger that escapes
      line breaks, and print nothing else.`,
    prevents: text`The log pipeline splits or drops the one stack trace that matters.`,
    services: ['redis'],
  },
  'observability.log-level': {
    level: 'should',
    impact: 'disrupt',
    feature: 'log level',
    statement: text`LOG_LEVEL is honoured: lines below the level are not written, and lines at or
      above it are.`,
    guideSections: ['Structured Logging', 'Production Environment Variables'],
    verification: text`Start the backend once per level, cause events of every level that it logs,
      and count lines by level.`,
    remedy: text`Read the level once, at startup, apply it to every logger and worker, and reject
      an unknown name.`,
    prevents: text`Debug output cannot be turned on during an incident, or it floods storage and
      slows every request.`,
  },
  'observability.request-traced': {
    level: 'beyond',
    impact: 'observe',
    services: ['nginx'],
    statement: text`One id follows a request from the edge to the backend, its log lines and the
      response header.`,
    guideSections: ['Monitoring & Logging'],
    verification: text`Send a request through the edge, read the id in the response, and search
      both logs for it.`,
    remedy: text`Generate or accept the id at the edge, forward it in a header, bind it to the
      request's logger, and return it.`,
    prevents: text`A user reports one failed request, and nobody can find it in three logs of a
      million lines.`,
  },
  'observability.health-shape': {
    level: 'must',
    impact: 'observe',
    feature: 'health endpoint',
    sentinel: 'always',
    statement: text`The health endpoint answers 200 with status, version and environment, and
      version and environment are the deployed ones.`,
    guideSections: ['Health Check Endpoint'],
    verification: text`Request it, and compare version and environment with those that were
      started.`,
    remedy: text`Take the version from the build and the environment from the configuration, never
      from a constant.`,
    prevents: text`A deployment that silently kept the old image passes for a success.`,
  },
  'observability.health-independent': {
    level: 'must',
    impact: 'disrupt',
    feature: 'health endpoint',
    services: ['postgres', 'redis'],
    statement: text`The health endpoint answers within 1 s while the database or Redis is down or
      the pool is exhausted.`,
    guideSections: ['Health Check Endpoint'],
    verification: text`Stop each dependency, and exhaust the pool by more reads, writes and logins
      than a server has threads, one after the other; time the endpoint throughout.`,
    remedy: text`Keep liveness free of dependencies: no query, cache call or wait. Those belong in
      readiness.`,
    prevents: text`A short database fault fails liveness everywhere, all replicas are restarted at
      once, and the restarts take longer than the fault.`,
  },
  'observability.readiness-honest': {
    level: 'should',
    impact: 'disrupt',
    feature: 'readiness endpoint',
    services: ['postgres'],
    statement: text`Readiness turns 503 within 2 s of losing the database, and recovers on its
      own.`,
    guideSections: ['Health Check Endpoint', 'Blue-Green Deployment'],
    verification: text`Take the database away, time the change, bring it back, and time the
      recovery.`,
    remedy: text`Query the database in the readiness endpoint, or in the background at least once
      a second, with a timeout well below 2 s.`,
    prevents: text`Traffic keeps going to a replica that can only fail, or a recovered one never
      gets any again.`,
  },
  'observability.metrics': {
    level: 'should',
    impact: 'observe',
    feature: 'metrics',
    statement: text`The metrics are valid Prometheus exposition with request, pool and cache
      series, and their counts match the requests sent exactly, over all workers.`,
    guideSections: ['Prometheus Metrics (Optional)', 'Pre-Deployment Checklist'],
    verification: text`Parse the page, send a known number of requests over all workers, and
      compare the counters before and after.`,
    remedy: text`Sum every worker's registry at scrape time, use a metrics library, and name the
      series of pool and cache.`,
    prevents: text`The dashboard shows one worker of four, and the alert on errors never fires.`,
  },
  'observability.counters-never-fall': {
    level: 'should',
    impact: 'disrupt',
    feature: 'metrics',
    statement: text`No counter in the metrics falls when a worker ends: what it counted stays
      counted.`,
    guideSections: ['Prometheus Metrics (Optional)'],
    verification: text`Send requests over all workers, end a worker with KILL and another with TERM,
      and compare every counter on each scrape with the highest value that it had.`,
    remedy: text`Keep the last counters of an ended worker in the supervisor, or in files that
      outlive it, and add them to those of the workers that run; forget only its gauges.`,
    prevents: text`A scraper takes every fall for a restart and counts all requests once more: the
      dashboard shows a burst of traffic or errors that never was.`,
  },
  'observability.metrics-private': {
    level: 'should',
    impact: 'observe',
    services: ['nginx'],
    statement: text`The metrics are not reachable through the edge.`,
    guideSections: ['Prometheus Metrics (Optional)'],
    verification: text`Request the metrics path, and variants of it, through the edge and
      directly.`,
    remedy: text`Serve them on a separate port or block the path at the edge, and allow only the
      scraper's network.`,
    prevents: text`Anyone can read traffic, routes and pool levels, and use them to time an
      attack.`,
  },
})
