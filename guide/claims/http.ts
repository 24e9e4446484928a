import { defineClaims, text } from '../claim.ts'

/** What clients may do and what they get back: origins, hosts, log-in limits, endpoints, errors. */
export const http = defineClaims('http', {
  'http.cors-allowed': {
    level: 'must',
    impact: 'observe',
    statement: text`A listed origin gets exactly itself as the allowed origin, in the preflight
      answer too.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Send simple and preflight requests from each listed origin, and compare the
      answer's allowed origin with it.`,
    remedy: text`Compare with the list, then echo the origin with Vary: Origin, and answer
      preflights before asking for a log-in.`,
    prevents: text`After a release every browser call to the API fails, while the same call from a
      terminal works.`,
  },
  'http.cors-denied': {
    level: 'must',
    impact: 'observe',
    statement: text`Any other origin, null, or a look-alike by suffix, prefix, port or scheme is
      never allowed, neither echoed nor covered by a wildcard; a wildcard never goes with
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
    statement: text`An unlisted Host gets 400; listed names, subdomains under a wildcard, and the
      local health probe pass.`,
    guideSections: ['Security Headers'],
    verification: text`Send raw requests with listed, unlisted, look-alike and wildcard hosts, and
      run the health probe as the platform does.`,
    remedy: text`Check the Host, without its port, before routing, and list the name that the
      health probe uses or exempt its path.`,
    prevents: text`Forged hosts poison password links, or the check refuses the platform's own
      probe and no replica gets healthy.`,
  },
  'http.https-enforced': {
    level: 'should',
    impact: 'observe',
    statement: text`In production plain HTTP is redirected, behind the TLS edge there is no loop,
      and only a trusted proxy's word on the scheme counts.`,
    guideSections: ['Security Headers'],
    verification: text`Follow redirects directly and through the edge, and send a forged scheme
      header past the edge.`,
    remedy: text`Believe X-Forwarded-Proto only from the edge's address, or leave the redirect to
      the edge alone.`,
    prevents: text`Every request is redirected to itself without end: the service is down, and all
      its processes are healthy.`,
  },
  'http.login-rate-limit': {
    level: 'must',
    impact: 'load',
    statement: text`Log-in allows 5 tries a minute per client: the sixth gets 429 with
      Retry-After, the window ends, and another client is unaffected.`,
    guideSections: ['Rate Limiting'],
    verification: text`Send tries from two clients, read statuses and Retry-After, and try again
      when the window has ended.`,
    remedy: text`Count tries per client and window on the log-in route, 5 a minute, and answer the
      next with 429 and the seconds left.`,
    prevents: text`A list of stolen passwords is tried at full speed, and the hashing takes the
      service down besides.`,
  },
  'http.rate-limit-shared': {
    level: 'must',
    impact: 'load',
    statement: text`The log-in limit holds over all workers and replicas together.`,
    guideSections: ['Rate Limiting'],
    verification: text`Spread one client's tries over every worker and replica, and count those
      let through.`,
    remedy: text`Keep the counts in a shared store, with increment and expiry in one step; in
      memory 8 processes let 8 x 5 tries through.`,
    prevents: text`The limit is multiplied by every process, and grows each time the service
      scales.`,
  },
  'http.rate-limit-unspoofable': {
    level: 'must',
    impact: 'load',
    statement: text`No header that a client sends buys more tries, and clients behind the proxy
      are told apart.`,
    guideSections: ['Rate Limiting'],
    verification: text`Repeat the tries with forged forwarding headers, then from two clients
      through the edge.`,
    remedy: text`Key the limit by the address that the trusted proxy reports, from the right of
      X-Forwarded-For; never by the peer address or by the client's own word.`,
    prevents: text`An attacker changes a header and is never limited, or one user's mistakes lock
      out everybody behind the proxy.`,
  },
  'http.critical-endpoints': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Log-in, refresh, log-out, own profile, permission check, role change and a
      record's create, read, update and delete work, and each makes its refusals: 401, 403, 404,
      409, 422.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Call each over HTTP with supertest, rightly and in each wrong way, on
      accounts and records made for the run.`,
    remedy: text`Follow the failing call in the evidence and mend its route; where another status
      is meant, declare it in the target's config.`,
    prevents: text`A release goes out in which nobody can log in or save, while every health check
      is green.`,
  },
  'http.errors-say-nothing': {
    level: 'must',
    impact: 'observe',
    statement: text`In production an error carries an id, and no stack, path, SQL or version.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Provoke errors of every kind, and search bodies and headers.`,
    remedy: text`Let one handler log the detail under an id and answer with that id and a general
      text, and turn version headers off.`,
    prevents: text`Errors hand an attacker tables, paths and versions, and leave support nothing
      to search by.`,
  },
  'http.hostile-input': {
    level: 'must',
    impact: 'load',
    statement: text`Malformed JSON, wrong types, huge or deeply nested bodies, bad UTF-8, path
      traversal and header floods get 4xx, never 5xx, a crash or a hang.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Generate requests from the OpenAPI document by a seed that the report
      prints, and confirm sound service after each batch.`,
    remedy: text`Validate by schema at the boundary, limit size, depth and headers, time slow
      requests out, and map parser errors to 4xx.`,
    prevents: text`One request from a scanner crashes a worker, and a loop of them takes the
      service down.`,
  },
  'http.oauth': {
    level: 'should',
    impact: 'observe',
    statement: text`With OAuth configured, log-in redirects to the provider with the configured
      callback and a fresh state, and a callback without that state is refused; unconfigured, it
      is absent.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Run a local provider, follow the redirects, replay callbacks without, with
      an old and with a foreign state, and start once unconfigured.`,
    remedy: text`Take the callback from the configuration, bind a random state to the browser's
      session, use it once, and register the routes only when configured.`,
    prevents: text`Nobody can log in by the provider after a change of domain, or a forged
      callback puts a victim into the attacker's account.`,
  },
  'http.email': {
    level: 'should',
    impact: 'observe',
    statement: text`A password reset reaches the configured SMTP server; SMTP being down does not
      fail the request, and no answer reveals which addresses exist.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Receive the mail on a local SMTP server, stop that server and ask again,
      and compare the answers for known and unknown addresses.`,
    remedy: text`Send outside the request with bounded retries, and answer alike, in content and
      in time, for every address.`,
    prevents: text`Users who forgot their password stay locked out, or a mail outage shows up as
      failed requests.`,
  },
})
