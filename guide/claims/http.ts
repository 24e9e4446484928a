import { defineClaims, text } from '../claim.ts'

/** What clients may do and what they get back: origins, hosts, login limits, endpoints, errors. */
export const http = defineClaims('http', {
  'http.cors-allowed': {
    level: 'must',
    impact: 'observe',
    feature: 'CORS',
    statement: text`A listed origin gets exactly itself as the allowed origin, in the preflight
      response and in errors too.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Send simple and preflight requests from each listed origin, provoke a 401, a
      404, a 422 and an error from inside, and compare the allowed origin in the response with it.`,
    remedy: text`Compare with the list, then echo the origin with Vary: Origin before anything else
      can answer, and answer preflights before requiring a login.`,
    prevents: text`After a release every browser call to the API fails, while the same call from a
      terminal works.`,
  },
  'http.cors-denied': {
    level: 'must',
    impact: 'observe',
    services: ['nginx'],
    statement: text`No other origin is allowed, be it null or a look-alike by suffix, prefix, port
      or scheme: it is neither echoed nor covered by a wildcard, and a wildcard never goes with
      credentials.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Send simple and preflight requests from each kind of foreign origin, and
      read the allowed origin and credentials headers.`,
    remedy: text`Compare whole origins for equality: no pattern, suffix or substring, no echo of
      what was sent, no wildcard.`,
    prevents: text`Any page that a logged-in user opens can read that user's data.`,
  },
  'http.trusted-host': {
    level: 'must',
    impact: 'observe',
    feature: 'trusted hosts',
    services: ['nginx'],
    statement: text`A request with an unlisted Host gets 400; listed names, subdomains under a
      wildcard, and the local health probe are accepted.`,
    guideSections: ['Security Headers'],
    verification: text`Send raw requests with listed, unlisted, look-alike and wildcard hosts, and
      run the health probe as the platform does.`,
    remedy: text`Check the Host, without its port, before routing, and list the name that the
      health probe uses or exempt its path.`,
    prevents: text`Forged hosts poison password-reset links, or the check rejects the platform's
      own probe and no replica becomes healthy.`,
  },
  'http.https-enforced': {
    level: 'should',
    impact: 'observe',
    services: ['nginx'],
    statement: text`In production plain HTTP is redirected to https, there is no redirect loop
      behind the TLS edge, and the scheme is believed only from a trusted proxy.`,
    guideSections: ['Security Headers'],
    verification: text`Follow redirects directly and through the edge, and send a forged scheme
      header directly to the backend.`,
    remedy: text`Believe X-Forwarded-Proto only from the edge's address, or leave the redirect to
      the edge alone.`,
    prevents: text`Every request is redirected to itself forever: the service is down, and all its
      processes look healthy.`,
  },
  'http.login-rate-limit': {
    level: 'must',
    impact: 'load',
    feature: 'login rate limit',
    costly: true,
    statement: text`Login allows 5 attempts a minute per client, or as many as the deployment says:
      the next gets 429 with Retry-After, attempts work again after that time, and another client
      is unaffected.`,
    guideSections: ['Rate Limiting'],
    verification: text`Send login attempts from two clients, read statuses and Retry-After, and
      try again when the window is over.`,
    remedy: text`Count attempts per client and window on the login route, 5 a minute, and answer
      the next with 429 and the seconds left.`,
    prevents: text`A list of stolen passwords is tried at full speed, and hashing them takes the
      service down as well.`,
  },
  'http.rate-limit-shared': {
    level: 'must',
    impact: 'load',
    feature: 'login rate limit',
    statement: text`The login limit applies to all workers and replicas together.`,
    guideSections: ['Rate Limiting'],
    verification: text`Spread one client's attempts over every worker and replica, and count those
      let through.`,
    remedy: text`Keep the counts in a shared store, with increment and expiry in one step; counts
      in memory let 8 processes allow 8 x 5 attempts.`,
    prevents: text`The limit is multiplied by the number of processes, and grows each time the
      service scales.`,
  },
  'http.rate-limit-unspoofable': {
    level: 'must',
    impact: 'load',
    feature: 'login rate limit',
    services: ['nginx'],
    statement: text`No header that a client sends gets it more attempts, and clients behind the
      proxy are counted separately.`,
    guideSections: ['Rate Limiting'],
    verification: text`Use up the limit, then forge one forwarding header at a time beside attempts
      that forge nothing, and try from another client through the edge.`,
    remedy: text`Key the limit by the address that the trusted proxy reports, from the right of
      X-Forwarded-For; never by the peer address or by what the client claims.`,
    prevents: text`An attacker changes a header and is never limited, or one user's mistakes lock
      out everybody behind the proxy.`,
  },
  'http.critical-endpoints': {
    level: 'must',
    impact: 'disrupt',
    sentinel: 'always',
    statement: text`Login, refresh, logout, own profile, permission check, role change and a
      record's create, read, update and delete work, and each refuses what it must: 401, 403, 404,
      409, 422. A WebSocket, if the config has one, opens and stays open.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Call each over HTTP with supertest, with valid requests and with each kind
      of invalid one, on accounts and records created for the run.`,
    remedy: text`Find the failing call in the evidence and fix its route; if another status is
      intended, declare it in the target's config.`,
    prevents: text`A release goes out in which nobody can log in or save, while every health check
      is green.`,
  },
  'http.errors-say-nothing': {
    level: 'must',
    impact: 'observe',
    services: ['redis'],
    statement: text`In production an error response carries an id, and no stack trace, path, SQL
      or version.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Provoke errors of every kind, and search bodies and headers.`,
    remedy: text`Let one handler log the detail under an id and answer with that id and a generic
      message, and turn version headers off.`,
    prevents: text`Errors hand an attacker tables, paths and versions, and leave support nothing
      to search for.`,
  },
  'http.hostile-input': {
    level: 'must',
    impact: 'load',
    statement: text`Malformed JSON, wrong types, huge or deeply nested bodies, bad UTF-8, path
      traversal and header floods get 4xx, never 5xx, a crash or a hang. No message of a WebSocket
      ends a process or is kept without a limit.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Generate requests from the OpenAPI document with a seed that the report
      prints, send odd messages and broken frames over the WebSocket of the config, and check
      that a good request still succeeds after each batch.`,
    remedy: text`Validate by schema at the boundary, limit size, depth and headers, time out slow
      requests, and map parser errors to 4xx. Give the WebSocket library a limit for messages,
      and handle the error of a message that cannot be read.`,
    prevents: text`One request from a scanner crashes a worker, and a loop of them takes the
      service down.`,
  },
  'http.oauth': {
    level: 'should',
    impact: 'observe',
    feature: 'OAuth login',
    statement: text`With OAuth configured, login redirects to the provider with the configured
      callback and a fresh state, and a callback without that state is rejected; without OAuth
      there is no such route.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Run a local provider, follow the redirects, replay callbacks with no, an
      old and a foreign state, and start once without OAuth.`,
    remedy: text`Take the callback from the configuration, bind a random state to the browser's
      session, use it once, and register the routes only when configured.`,
    prevents: text`Nobody can log in with the provider after a change of domain, or a forged
      callback logs a victim in to the attacker's account.`,
  },
  'http.email': {
    level: 'should',
    impact: 'observe',
    feature: 'password-reset mail',
    statement: text`A password-reset mail reaches the configured SMTP server; the request succeeds
      while SMTP is down, and no response reveals which addresses exist.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Receive the mail on a local SMTP server, stop that server and ask again,
      and compare the responses for known and unknown addresses.`,
    remedy: text`Send mail outside the request with bounded retries, and give the same response,
      in the same time, for every address.`,
    prevents: text`Users who forgot their password stay locked out, or a mail outage shows up as
      failed requests.`,
  },
  'http.token-access-ends': {
    level: 'should',
    impact: 'disrupt',
    statement: text`Access that a token carries ends with the token's life, also after a logout or a
      role that was taken away; the evidence says how long that life is.`,
    guideSections: ['Production Environment Variables'],
    verification: text`With a short life, leave one token alone, log one out, take the role of a
      third, and ask with each on new connections until all are refused.`,
    remedy: text`Give every token an expiry of minutes, check it on each use and not only on the
      first, and look up roles instead of writing them into the token.`,
    prevents: text`A stolen or dismissed session stays good until the next restart, and nobody can
      say until when.`,
  },
})
