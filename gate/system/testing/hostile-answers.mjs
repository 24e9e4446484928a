/**
 * Answers that no client should trust, by name: each is written to a socket on which a request came
 * in. Timers stop with their socket.
 */
import { gzipSync } from 'node:zlib'

/** @typedef {(socket: import('node:net').Socket) => void} Answer */

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const health = JSON.stringify({ status: 'healthy', version: '1.2.3', environment: 'production' })
const pauseMs = 20
const chunk = 'x'.repeat(64 * 1024)
/** Packed once, as that takes a while. */
const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024), { level: 1 })

/**
 * @param {import('node:net').Socket} socket
 * @param {string} text
 */
function drip(socket, text) {
  const timer = setInterval(() => socket.write(text), pauseMs)
  socket.once('close', () => clearInterval(timer))
}

/** @param {string} body */
const whole = (body) => `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

/** @type {Record<string, Answer>} */
export const hostileAnswers = {
  'slow headers': (socket) => {
    socket.write(head)
    drip(socket, 'x: x\r\n')
  },
  'a body by the letter, without an end': (socket) => {
    socket.write(`${head}\r\n`)
    drip(socket, ' ')
  },
  'a body without an end': (socket) => {
    socket.write(`${head}\r\n`)
    const pour = () => {
      while (socket.writable && socket.write(chunk));
    }
    socket.on('drain', pour)
    pour()
  },
  'headers without an end': (socket) => {
    socket.write(head)
    for (let line = 0; line < 16; line += 1) socket.write(`x-${line}: ${chunk}\r\n`)
  },
  'a bomb of gzip': (socket) => {
    socket.write(`${head}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
    socket.write(bomb)
  },
  'a redirect to itself': (socket) => {
    socket.write('HTTP/1.1 302 Found\r\nlocation: /health\r\ncontent-length: 0\r\n\r\n')
  },
  'a reset in the middle of the body': (socket) => {
    const begun = `${head}content-length: ${health.length}\r\n\r\n${health.slice(0, 20)}`
    socket.write(begun, () => socket.resetAndDestroy())
  },
  'no HTTP at all': (socket) => {
    socket.write('SSH-2.0-OpenSSH_9.2p1\r\n')
  },
  '200 with an error inside': (socket) => {
    socket.write(whole(JSON.stringify({ error: 'the database is down' })))
  },
  '200 with a page of HTML': (socket) => {
    socket.write(whole('<html><h1>Internal Server Error</h1></html>'))
  },
}
