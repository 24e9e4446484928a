/** What no client of a WebSocket sends: odd messages, and frames that break the protocol. Pure. */

/** An odd message in a right frame: the socket answers it, ignores it, or is closed. */
export interface OddMessage {
  what: string
  content: string | Uint8Array
}

/** Bytes that are no right frame: RFC 6455 wants the connection closed. */
export interface BrokenFrame {
  what: string
  bytes: Uint8Array
}

const depth = 100_000

/** Messages of protocols in JSON and of others; nobody says what the backend's own is. */
export const oddMessages: readonly OddMessage[] = [
  { what: 'an empty message', content: '' },
  { what: 'a message that is not JSON', content: 'not json at all' },
  { what: 'a truncated message', content: '{"type":"pi' },
  { what: 'null', content: 'null' },
  { what: 'a number', content: '-1e999' },
  { what: 'a text', content: '"ping"' },
  { what: 'an empty list', content: '[]' },
  { what: 'an empty object', content: '{}' },
  {
    what: 'null under usual names',
    content: '{"type":null,"event":null,"action":null,"command":null,"data":null,"id":null}',
  },
  {
    what: 'objects under usual names',
    content: '{"type":{},"event":{},"action":{},"command":{},"data":{},"id":{}}',
  },
  {
    what: 'unknown texts under usual names',
    content: '{"type":"x","event":"x","action":"x","command":"x","data":"x","id":"x"}',
  },
  {
    what: 'prototype keys',
    content: '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"type":"__proto__"}',
  },
  { what: 'half of a pair of surrogates', content: '{"type":"\\ud800"}' },
  { what: 'NUL characters', content: '{"type":"\\u0000","id":"\u0000"}' },
  { what: 'deeply nested lists', content: '['.repeat(depth) + ']'.repeat(depth) },
  { what: 'bytes', content: new Uint8Array(64).fill(0xff) },
  { what: 'no bytes', content: new Uint8Array() },
]

const lastPart = 0x80
const reservedBit = 0x40
const opcodes = { more: 0x0, text: 0x1, reserved: 0x3, close: 0x8, ping: 0x9 }
const maskBit = 0x80
/** Any mask is right; the one of zeros leaves the payload as it is. */
const noMask = [0, 0, 0, 0]
/** A length of 64 bits follows. */
const longLength = 127

/** A short frame, masked as those of clients are: RFC 6455, section 5.2. */
function frame(first: number, payload: Iterable<number> = []): Uint8Array {
  const bytes = [...payload]
  return Uint8Array.from([first, maskBit | bytes.length, ...noMask, ...bytes])
}

const text = [...Buffer.from('{}')]

export const brokenFrames: readonly BrokenFrame[] = [
  { what: 'a text in bad UTF-8', bytes: frame(lastPart | opcodes.text, [0xff, 0xc0, 0xaf]) },
  {
    what: 'a frame without a mask',
    bytes: Uint8Array.from([lastPart | opcodes.text, text.length, ...text]),
  },
  { what: 'a frame of an unknown kind', bytes: frame(lastPart | opcodes.reserved, text) },
  {
    what: 'a frame with a reserved bit',
    bytes: frame(lastPart | reservedBit | opcodes.text, text),
  },
  { what: 'the end of a message that never began', bytes: frame(lastPart | opcodes.more, text) },
  { what: 'a ping in parts', bytes: frame(opcodes.ping, text) },
  { what: 'a close frame of one byte', bytes: frame(lastPart | opcodes.close, [3]) },
  { what: 'a close frame with code 0', bytes: frame(lastPart | opcodes.close, [0, 0]) },
  {
    what: 'a frame that claims 2^63 - 1 bytes',
    bytes: Uint8Array.from([
      lastPart | opcodes.text,
      maskBit | longLength,
      0x7f,
      ...Array<number>(7).fill(0xff),
      ...noMask,
      ...text,
    ]),
  },
  { what: 'HTTP', bytes: Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n') },
]
