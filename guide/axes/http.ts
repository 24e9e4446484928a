import { defineAxes } from './axis.ts'

/** Of the claims of section http. */
export const http = defineAxes('http', {
  'http.cors-allowed': {
    'kind of request': {
      tried: ['the request itself', 'its preflight', 'a preflight of each method of the contract'],
    },
    origin: { tried: ['each that is deployed', 'with a slash at its end', 'in upper case'] },
    'way to send the session': { tried: ['a header', 'a cookie'] },
  },
  'http.cors-denied': {
    'kind of request': {
      tried: [
        'the request itself',
        'its preflight',
        'a login',
        'every operation without a session, and its preflight',
        'errors of every kind',
      ],
    },
    origin: {
      tried: [
        'look-alikes, with any dot of the name replaced',
        'another scheme',
        'another port',
        'null',
        'localhost with the ports of development servers',
        'file',
      ],
    },
    route: { tried: ['a profile', 'a login', 'an unknown record', 'an error from inside'] },
    answer: { tried: ['no header', 'another origin', 'the origin itself', '*'] },
    'who answers': { tried: ['the backend', 'each place of the edge, if it has TLS'] },
  },
  'http.trusted-host': {
    host: {
      tried: ['each that is listed', 'a subdomain of a wildcard', 'look-alikes', 'an address'],
    },
    'port in the host': { tried: ['none', '443', "the backend's own"] },
    'forged header': {
      tried: [
        'none',
        'five that name a host, where trustedProxies can be set',
        'the same five through the edge, if manifests.nginx has one',
      ],
    },
    'who asks': { tried: ['the proxy', 'the health probe of the container', 'any client'] },
    'kind of request': {
      tried: [
        'a profile without and with a session',
        'a login, answered with a success or with a redirect',
        'health',
      ],
    },
  },
  'http.https-enforced': {
    'forged header': {
      tried: ['none', 'X-Forwarded-Proto', 'X-Forwarded-Ssl', 'Front-End-Https', 'Forwarded'],
    },
    way: { tried: ['https', 'plain HTTP', 'past the edge'] },
    'kind of request': {
      tried: ['a profile without a session', 'a login', 'every operation with a session'],
    },
  },
  'http.login-rate-limit': {
    'number of the attempt': { tried: ['up to the limit', 'beyond it', 'after the window'] },
    client: { tried: ['the one that is limited', 'another one'] },
    window: { tried: ['a minute', '5 s where it can be set', 'what the config says'] },
    account: {
      tried: [
        'an unknown one',
        'another one each time',
        'one that exists',
        'its own in between, with the right password',
      ],
    },
    'spelling of the URL': {
      tried: ['as the config has it', 'with another query each time'],
      untried: 'capitals and slashes at the end: whether they mean the same is up to the router',
    },
  },
  'http.rate-limit-shared': {
    process: { tried: ['two replicas, or the only one that is deployed', 'every worker of each'] },
    'order of the attempts': {
      tried: ['all at once'],
      untried: 'one by one: a count that races is the harder case',
    },
    'scope of the limit': { tried: ['logins only', 'all routes'] },
  },
  'http.rate-limit-unspoofable': {
    header: { tried: ['each of nine forwarding headers', 'all at once'] },
    way: { tried: ['through the edge', 'past it'] },
    client: { tried: ['the one that is limited', 'another one'] },
    'scope of the limit': { tried: ['logins only', 'all routes'] },
  },
  'http.critical-endpoints': {
    caller: {
      tried: ['an owner', 'a member', 'a reader', 'an outsider', 'another tenant', 'nobody'],
    },
    'kind of request': {
      tried: [
        'session',
        'role',
        'membership',
        'read',
        'write',
        'delete',
        'conflict',
        'invalid input',
        'an unknown account',
        "another company's record, and its roles, as an owner elsewhere",
        'an unknown record changed',
        'a deletion twice',
        'a reader who gives itself a role or takes the owner out',
        'a WebSocket, held while records and roles change, and for 75 s unless the run is quick',
      ],
    },
    line: {
      tried: ['fast', 'a body in parts over 0.75 s', 'a WebSocket that answers pings after 0.3 s'],
    },
    answer: { tried: ['every status of the config', '200 or 201 or a redirect for a login'] },
    'operations of the config': {
      tried: [
        'all',
        'those that it has: what it lacks keeps no other from being tried',
        'a session that is a cookie, with nothing to refresh',
        'companies, or a single tenant',
      ],
      untried: "another user's record, unless the config says that it is private",
    },
    order: {
      tried: ['one after the other'],
      untried: 'at once: load and pool claims send them together',
    },
  },
  'http.errors-say-nothing': {
    cause: {
      tried: [
        'wrong input',
        'a conflict',
        'a reference to nothing',
        'each table missing in turn',
        'a missing database',
        'a missing Redis',
        'a body that is truncated, too large, or of an unknown kind',
      ],
      untried: 'mail away: it is sent after the answer, and http.email compares the answers',
    },
    caller: { tried: ['nobody', 'an owner', 'an administrator'] },
    'kind of request': { tried: ['every operation of the contract', 'an unknown route'] },
    leak: {
      tried: [
        'a stack',
        'the exception at its head, in a 5xx',
        'a path',
        'a statement',
        'a version',
        'in body or header',
      ],
    },
    id: {
      tried: [
        'in body or header, and in the log, of a 5xx',
        'in the same place, of a 4xx in a form of which others have one',
      ],
    },
  },
  'http.hostile-input': {
    'part of the request': { tried: ['body', 'path', 'query', 'header', 'method', 'framing'] },
    'message of a WebSocket': {
      tried: ['odd content', 'a broken frame', 'one of 64 MiB that does not end'],
    },
    'request that is spoilt': {
      tried: ['those of the contract', 'those of the OpenAPI document, at most 40 in a quick run'],
      untried: 'uploads: the contract has none',
    },
    'kind of spoiling': {
      tried: [
        'malformed',
        'of the right type and odd, each field in turn',
        'of the wrong type, by the seed of the run',
        'huge',
        'deep',
      ],
    },
    defect: { tried: ['5xx', 'a hang', 'an ended process', 'the next client is harmed'] },
  },
  'http.oauth': {
    forgery: {
      tried: [
        'no state',
        'an empty one',
        'a made-up one',
        'that of another login',
        'another browser',
      ],
    },
    worker: {
      tried: ['start and callback on 2 workers'],
      untried: 'which worker gets which: connections decide',
    },
    'genuine login': {
      tried: [
        'an address that is known',
        'one that is not',
        'a challenge without its proof (PKCE)',
      ],
    },
    configuration: { tried: ['complete', 'absent'] },
  },
  'http.email': {
    address: { tried: ['one that exists', 'unknown ones'] },
    'mail server': { tried: ['works', 'refuses connections', 'does not respond'] },
    'what ends': {
      tried: ['no request', 'no process'],
    },
    'what reveals': { tried: ['status', 'body', 'names of headers and cookies', 'time'] },
  },
  'http.token-access-ends': {
    'what was taken': {
      tried: ['nothing: the token is left alone', 'the session, by a logout', 'a role'],
      untried: 'a disabled account or a new password: the contract has no such operation',
    },
    'length of the life': {
      tried: ['the deployed one, which is told', 'a short one, if there is accessTokenTtl'],
    },
    leeway: { tried: ['none', 'up to a minute, as token libraries allow'] },
    worker: { tried: ['four new connections for each look'], untried: 'all of many workers' },
  },
})
