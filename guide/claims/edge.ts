import { defineClaims, text } from '../claim.ts'

/** The reverse proxy: TLS, headers, forwarding, and following a backend that moves or dies. */
export const edge = defineClaims('edge', {
  'edge.config-valid': {
    level: 'must',
    impact: 'observe',
    statement: text`The server accepts its configuration as deployed, and no known mistake is in
      it: host spoofing, headers lost by inheritance, alias traversal.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Run nginx -t on the file at the place where the deployment mounts it, and a
      linter where one is available.`,
    remedy: text`Deploy a complete file, with events and http blocks, or mount a fragment where
      the main file includes it; repeat headers in blocks that add one, and end alias paths with a
      slash.`,
    prevents: text`The edge does not come up after a reload or a reboot, and with it the whole
      service.`,
  },
  'edge.https-redirect': {
    level: 'must',
    impact: 'observe',
    statement: text`Plain HTTP gets 301 to https with path and query kept, and whatever Host is
      sent, only to the configured name.`,
    guideSections: ['Nginx Configuration', 'Pre-Deployment Checklist'],
    verification: text`Send raw requests with several paths, queries and foreign Host headers, and
      read status and Location.`,
    remedy: text`Redirect to the literal server name with the original request URI, and let a
      default server refuse unknown hosts.`,
    prevents: text`Log-ins go over the wire in clear, or a forged Host sends users to somebody
      else's site.`,
  },
  'edge.tls-versions': {
    level: 'must',
    impact: 'observe',
    statement: text`TLS 1.2 and 1.3 handshakes succeed; TLS 1.0 and 1.1 handshakes do not.`,
    guideSections: ['Nginx Configuration', 'Pre-Deployment Checklist'],
    verification: text`Make one real handshake per version, with a client that is known to speak
      the old ones.`,
    remedy: text`Allow only 1.2 and 1.3 in the port's default server too, since it decides before
      the name is known.`,
    prevents: text`A partner or auditor cuts the service off for obsolete TLS, or current clients
      cannot connect.`,
  },
  'edge.tls-ciphers': {
    level: 'must',
    impact: 'observe',
    statement: text`In TLS 1.2 only the two configured ECDHE suites with AES-128-GCM are
      negotiated.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Offer one suite per handshake, all that the client knows, and list those
      that succeed.`,
    remedy: text`Name the suites explicitly, and keep a certificate whose key type fits: the ECDSA
      suite needs an ECDSA key, the RSA suite an RSA key.`,
    prevents: text`A weak suite stays on offer, or none fits the certificate and every TLS 1.2
      client is locked out.`,
  },
  'edge.certificate': {
    level: 'must',
    impact: 'observe',
    statement: text`The certificate matches its key and the served name, comes with its whole
      chain, and has 14 days left or more.`,
    guideSections: ['Nginx Configuration', 'Pre-Deployment Checklist'],
    verification: text`Parse the files, and read what a handshake with the name delivers.`,
    remedy: text`Install the full chain with the leaf first, renew by machine at 30 days left, and
      reload the edge after every renewal.`,
    prevents: text`All clients get a certificate error at the same moment, usually at a weekend.`,
  },
  'edge.security-headers': {
    level: 'must',
    impact: 'observe',
    statement: text`X-Frame-Options, X-Content-Type-Options, X-XSS-Protection and
      Strict-Transport-Security come exactly once on 2xx, 3xx, 4xx and 5xx, on the health path
      too.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Provoke an answer of each class through the edge, and count each header in
      the raw response.`,
    remedy: text`Set them in one layer only, for all statuses, and repeat them in every block that
      adds a header of its own. X-XSS-Protection is deprecated; 0 is its safe value.`,
    prevents: text`Error pages can be framed or sniffed into scripts, and a doubled header makes
      browsers drop the policy.`,
  },
  'edge.forwarded': {
    level: 'must',
    impact: 'observe',
    statement: text`The backend sees the true client, scheme and host; a client that sends
      X-Forwarded-For or X-Forwarded-Proto itself gains nothing.`,
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
    statement: text`A WebSocket upgrade passes in both directions, and an ordinary request is not
      passed on with Connection: upgrade.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Open a socket through the edge and echo over it, and read the headers that
      an ordinary request arrives with.`,
    remedy: text`Derive the Connection header from Upgrade with a map: upgrade where the client
      asked for it, empty where not.`,
    prevents: text`Live updates stop at the edge, or connections to the backend are never reused
      and run out under load.`,
  },
  'edge.read-timeout': {
    level: 'should',
    impact: 'disrupt',
    statement: text`A response slower than the read timeout gets 504 at that time, and a faster
      one passes.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Shorten the setting, ask for a response on either side of it, and time
      both.`,
    remedy: text`Set the read timeout on purpose, the guide's figure is 90 s, and above the
      backend's own limits, so that the backend answers first.`,
    prevents: text`A stuck backend holds the edge's connections until none is left, or long but
      sound reports are cut off.`,
  },
  'edge.health-unlogged': {
    level: 'should',
    impact: 'observe',
    statement: text`The health path passes the edge and leaves no access line; every other request
      leaves exactly one.`,
    guideSections: ['Nginx Configuration'],
    verification: text`Request both through the edge, wait for the log to be written, and count
      the lines by path.`,
    remedy: text`Turn the access log off in the health location alone, and match that location
      exactly.`,
    prevents: text`Probes bury the requests that matter, or an attack on some other path leaves no
      trace.`,
  },
  'edge.follows-replacement': {
    level: 'must',
    impact: 'disrupt',
    statement: text`When the backend comes back at a new address, service through the edge resumes
      within 5 s with no reload by hand.`,
    guideSections: ['Nginx Configuration', 'Common Issues'],
    verification: text`Replace the backend by one at another address, and time requests through
      the edge.`,
    remedy: text`Let the edge resolve the name at run time, with a resolver and a validity below 5
      s; a plain upstream name is resolved once, at start.`,
    prevents: text`Every redeployment of the backend ends in 502 until somebody thinks of
      reloading the edge.`,
  },
  'edge.upstream-down': {
    level: 'must',
    impact: 'disrupt',
    statement: text`With the backend gone the edge answers 502 or 503 within 2 s, and it recovers
      by itself.`,
    guideSections: ['Common Issues', 'Nginx Configuration'],
    verification: text`Stop the backend, time the answers, start it again, and time the first
      success.`,
    remedy: text`Set a connect timeout below 2 s, and set a failed upstream aside for seconds, not
      minutes.`,
    prevents: text`Clients hang until their own timeouts, pile up at the edge, and stay locked out
      when the backend is back.`,
  },
})
