import { defineClaims, text } from '../claim.ts'

/** The reverse proxy: TLS, headers, forwarding, and following a backend that moves or dies. */
export const edge = defineClaims('edge', {
  'edge.config-valid': {
    level: 'must',
    impact: 'observe',
    services: ['nginx'],
    statement: text`Nginx accepts its configuration as deployed, and the configuration contains no
      known mistake, such as host spoofing, lost headers, alias traversal, too many connections.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Start nginx with the file mounted where the deployment mounts it, and
      search the configuration for known mistakes.`,
    remedy: text`Deploy a complete file, with events and http blocks, or mount a fragment where
      the main file includes it; repeat headers in blocks that add one, and end alias paths with a
      slash.`,
    prevents: text`After a reload or a reboot the edge does not come back up, and the whole
      service is down.`,
  },
  'edge.https-redirect': {
    level: 'must',
    impact: 'observe',
    services: ['nginx'],
    statement: text`Plain HTTP is answered with a permanent redirect (301 or 308) to https that
      keeps path and query and points to the configured name, whatever Host is sent.`,
    guideSections: ['Nginx Configuration', 'Pre-Deployment Checklist'],
    verification: text`Send raw requests with several paths, queries and foreign Host headers, and
      read status and Location.`,
    remedy: text`Redirect to the literal server name with the original request URI, and let a
      default server refuse unknown hosts.`,
    prevents: text`Passwords cross the network in clear text, or a forged Host sends users to
      somebody else's site.`,
  },
  'edge.tls-versions': {
    level: 'must',
    impact: 'observe',
    services: ['nginx'],
    statement: text`TLS 1.2 and 1.3 handshakes succeed; TLS 1.0 and 1.1 handshakes fail.`,
    guideSections: ['Nginx Configuration', 'Pre-Deployment Checklist'],
    verification: text`Make one real handshake per version, with a client that is known to speak
      the old ones.`,
    remedy: text`Allow only TLS 1.2 and 1.3, in the port's default server too: it decides before
      the server name is known.`,
    prevents: text`A partner or auditor cuts the service off for obsolete TLS, or current clients
      cannot connect.`,
  },
  'edge.tls-ciphers': {
    level: 'must',
    impact: 'observe',
    services: ['nginx'],
    statement: text`In TLS 1.2 only the two configured ECDHE suites with AES-128-GCM are
      negotiated.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Offer every suite that the client knows, one per handshake, and list those
      that succeed.`,
    remedy: text`Name the suites explicitly, and use a certificate whose key type fits: the ECDSA
      suite needs an ECDSA key, the RSA suite an RSA key.`,
    prevents: text`A weak suite stays on offer, or no suite fits the certificate and every TLS 1.2
      client is locked out.`,
  },
  'edge.certificate': {
    level: 'must',
    impact: 'observe',
    services: ['nginx'],
    statement: text`The certificate matches its key and the served name, comes with its full
      chain, and is valid for at least 14 more days.`,
    guideSections: ['Nginx Configuration', 'Pre-Deployment Checklist'],
    verification: text`Parse the certificate files, and make a verified handshake for the served
      name.`,
    remedy: text`Install the full chain with the leaf first, renew automatically 30 days before
      expiry, and reload the edge after every renewal.`,
    prevents: text`All clients get a certificate error at the same moment, usually at a weekend.`,
  },
  'edge.security-headers': {
    level: 'must',
    impact: 'observe',
    services: ['nginx'],
    statement: text`X-Frame-Options, X-Content-Type-Options, X-XSS-Protection and
      Strict-Transport-Security are sent exactly once on 2xx, 3xx, 4xx and 5xx responses, on the
      health path too.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Provoke a response of each class through the edge, and count each header in
      the raw response.`,
    remedy: text`Set them in one layer only, for all statuses, and repeat them in every block that
      adds a header of its own. X-XSS-Protection is deprecated; 0 is its safe value.`,
    prevents: text`Error pages can be framed or sniffed into scripts, and a duplicate header makes
      browsers drop the policy.`,
  },
  'edge.forwarded': {
    level: 'must',
    impact: 'observe',
    services: ['nginx'],
    statement: text`The backend sees the true client, scheme and host; a client cannot spoof them
      with X-Forwarded-For or X-Forwarded-Proto headers of its own.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Send forged headers through the edge, and compare what the backend logs and
      does with the true values.`,
    remedy: text`Let the edge overwrite these headers or append to them, and let the backend trust
      only the edge's address, counted from the right.`,
    prevents: text`Rate limits and audit logs name the wrong client, or attackers choose their own
      address.`,
  },
  'edge.websocket': {
    level: 'should',
    impact: 'observe',
    feature: 'WebSocket',
    services: ['nginx'],
    statement: text`A WebSocket works in both directions through the edge, and an ordinary request
      is not forwarded with Connection: upgrade.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Open a WebSocket through the edge, echo messages over it, and read the
      headers with which an ordinary request reaches the backend.`,
    remedy: text`Derive the Connection header from Upgrade with a map: upgrade if the client asked
      for it, otherwise empty.`,
    prevents: text`Live updates stop at the edge, or connections to the backend are never reused
      and run out under load.`,
  },
  'edge.read-timeout': {
    level: 'should',
    impact: 'disrupt',
    services: ['nginx'],
    statement: text`A response slower than the read timeout becomes a 504 when the timeout
      expires, and a faster one gets through.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Shorten the timeout, request one response slower and one faster than it,
      and time both.`,
    remedy: text`Set the read timeout explicitly (the guide uses 90 s), above the backend's own
      limits, so that the backend answers first.`,
    prevents: text`A stuck backend holds the edge's connections until none is left, or long but
      legitimate requests are cut off.`,
  },
  'edge.keep-alive': {
    level: 'should',
    impact: 'observe',
    services: ['nginx'],
    statement: text`Wherever the edge keeps idle connections to the backend, the backend keeps them
      longer than the edge does.`,
    guideSections: ['Nginx Configuration', 'Common Issues'],
    verification: text`Find out by requests where the edge reuses a connection, read its idle
      timeout there, and time how long the backend leaves an idle connection open.`,
    remedy: text`Set the backend's keep-alive timeout some seconds above the edge's
      keepalive_timeout (60 s in nginx); the defaults of 2 to 5 s in many servers are too short.`,
    prevents: text`Now and then a request goes out on a connection that the backend is just closing,
      and the client gets a 502 that nobody can reproduce.`,
  },
  'edge.health-unlogged': {
    level: 'should',
    impact: 'observe',
    services: ['nginx'],
    statement: text`The health path works through the edge and is not written to the access log;
      every other request is logged exactly once.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Request both through the edge, wait for the log to be written, and count
      the lines by path.`,
    remedy: text`Turn the access log off in the health location only, and match that location
      exactly.`,
    prevents: text`Probes bury the requests that matter, or an attack on some other path leaves no
      trace.`,
  },
  'edge.follows-replacement': {
    level: 'must',
    impact: 'disrupt',
    services: ['nginx'],
    statement: text`When the backend comes back at a new address, service through the edge resumes
      within 5 s without a manual reload.`,
    guideSections: ['Nginx Configuration', 'Common Issues'],
    verification: text`Replace the backend with one at another address, and time requests through
      the edge.`,
    remedy: text`Let the edge resolve the name at run time, with a resolver and a validity below 5
      s; a plain upstream name is resolved only once, at startup.`,
    prevents: text`Every redeployment of the backend ends in 502 until somebody remembers to
      reload the edge.`,
  },
  'edge.upstream-down': {
    level: 'must',
    impact: 'disrupt',
    services: ['nginx'],
    statement: text`While the backend is down, the edge answers 502 or 503 within 2 s; when it is
      back, the edge recovers on its own.`,
    guideSections: ['Common Issues', 'Nginx Configuration'],
    verification: text`Stop the backend, time the responses, start it again, and time the first
      success.`,
    remedy: text`Set a connect timeout below 2 s, and take a failed upstream out for seconds, not
      minutes.`,
    prevents: text`Clients hang until their own timeouts, pile up at the edge, and stay locked out
      when the backend is back.`,
  },
})
