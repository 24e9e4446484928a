import { text } from '../claim.ts'
import { defineAxes } from './axis.ts'

const places = 'places that no request is found for: evidence names them'

/** Of the claims of section edge. Everything is asked of the deployed nginx configuration. */
export const edge = defineAxes('edge', {
  'edge.config-valid': {
    mistake: {
      tried: [
        'what nginx refuses',
        'host spoofing',
        'headers lost by inheritance',
        'alias traversal',
        'headers split by a decoded path',
        'more connections than files that a worker may open',
        'directives that the image is too new for',
        'published ports on which nginx does not listen',
        'configurations and keys that no mount brings into an official image',
      ],
      untried: 'mistakes that only a certain request shows: other claims send requests',
    },
    'version of nginx': {
      tried: ["this machine's", 'that of the deployed image'],
      untried: 'modules that only the image has: what nginx does not know here is inconclusive',
    },
    'where the file is used': { tried: ['as the main file', 'included by the main file'] },
  },
  'edge.https-redirect': {
    path: { tried: ['/', 'with a query', 'with escapes', 'with a double slash', 'empty query'] },
    host: {
      tried: ['the served name', 'another name', 'an address', 'look-alikes', 'another port'],
    },
    'where the host stands': { tried: ['Host', 'an absolute URI', 'X-Forwarded-Host'] },
    method: { tried: ['GET', 'POST'] },
    server: { tried: ['the served name', 'each other name without TLS that is passed on'] },
    answer: { tried: ['301', '308', 'a refusal of foreign hosts', 'a closed connection'] },
  },
  'edge.tls-versions': {
    version: { tried: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] },
    'server name': { tried: ['each that is passed on', 'another one', 'none'] },
    'type of key': { tried: ['EC', 'RSA'] },
  },
  'edge.tls-ciphers': {
    suite: {
      tried: ['each of at least 15 that this machine can offer in TLS 1.2'],
      untried: 'suites that no current OpenSSL has: a client could not offer them either',
    },
    'server name': { tried: ['the served one', 'each other one that is passed on'] },
    'type of key': { tried: ['EC', 'RSA'] },
  },
  'edge.certificate': {
    defect: {
      tried: ['another key', 'another name', 'a missing link of the chain', 'an early expiry'],
    },
    look: { tried: ['the files', 'a verified handshake'] },
    'where the files come from': { tried: ['a folder', 'a command that makes them'] },
  },
  'edge.security-headers': {
    status: { tried: ['2xx', '3xx', '4xx', '5xx'] },
    'who answers': { tried: ['the backend', 'the edge itself', 'the edge for a backend away'] },
    place: { tried: ['each that is passed on', 'the health path'], untried: places },
    'fault of a header': {
      tried: ['absent', 'twice', 'a value without effect', 'an HSTS of less than a day'],
    },
  },
  'edge.forwarded': {
    header: {
      tried: ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'X-Forwarded-Proto', 'all at once'],
      untried: 'headers of single vendors: http.rate-limit-unspoofable forges those',
    },
    way: { tried: ['through the edge', 'past it'] },
    place: { tried: ['each that is passed on over TLS'], untried: places },
    'who is asked': { tried: ['what reaches the backend', "the backend's own log"] },
  },
  'edge.websocket': {
    message: { tried: ['a short text', '200 kB of bytes'] },
    direction: { tried: ['to the backend', 'back to the client'] },
    place: {
      tried: ["that of the contract's socket", 'one that takes an upgrade along'],
      untried: 'the other places: an edge need not offer WebSockets everywhere',
    },
    'other request': {
      tried: ['one that asks for no upgrade, at each place that a path of the contract leads to'],
      untried: 'requests with other Connection values: clients of HTTP/2 cannot send any',
    },
  },
  'edge.read-timeout': {
    answer: { tried: ['faster than the timeout', 'slower than it'] },
    place: { tried: ['each that is passed on'], untried: places },
    defect: { tried: ['no timeout', 'another status', 'the request is sent twice'] },
    'part that is slow': {
      tried: ['the first byte'],
      untried: 'a body that stops half-way: its status was sent before',
    },
  },
  'edge.keep-alive': {
    place: { tried: ['each that is passed on'], untried: places },
    'whether the edge keeps any': { tried: ['reuse as requests show it', 'none'] },
    'how long the edge keeps them': { tried: ['keepalive_timeout of the block', "nginx' 60 s"] },
    'end by the backend': {
      tried: ['early', 'announced in the answer', 'not within the time'],
      untried: text`a load balancer in front, and an edge that is not nginx: their idle times are
        in no manifest that the gate reads`,
    },
  },
  'edge.health-unlogged': {
    path: {
      tried: ['health itself', 'longer ones', 'ones below it', 'ones that end as it does'],
      untried: 'health with a query: probes have none, and either answer is right',
    },
    'status of the other request': { tried: ['200', '404', '500'] },
    place: {
      tried: ['each that a path of the contract leads to'],
      untried: 'others: many an edge leaves files that browsers fetch out of its log',
    },
    defect: { tried: ['a line for probes', 'no line for others', 'two lines'] },
  },
  'edge.follows-replacement': {
    place: { tried: ['each that is passed on'], untried: places },
    'worker of the edge': {
      tried: ['each that serves'],
      untried: 'workers that got no request in 10 s before the replacement',
    },
    address: { tried: ['one other in a quick run', 'two others in a full one'] },
    'how the name is known': { tried: ['looked up once', 'looked up again', 'a unix socket'] },
  },
  'edge.upstream-down': {
    'how the backend goes': {
      tried: ['connections are refused', 'its name is gone', 'connections get no reply'],
    },
    place: { tried: ['each that is passed on'], untried: places },
    'worker of the edge': { tried: ['each that saw the outage', 'judged by itself'] },
    answer: { tried: ['502', '503', '504', '500 where another request decides who may come'] },
  },
})
