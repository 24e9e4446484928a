/**
 * A server that binds before it loads the application, as gunicorn, Unicorn and PHP-FPM do: the
 * master opens the port at once, and keeps connections until a worker takes them. A worker needs
 * `LOADS_MS` to load, and then exits with 3 if `KEY` is `bad`.
 *
 * `MEANWHILE` is what the master does with a connection before a worker has loaded: it holds it, or
 * answers 502 or 503 itself, as a server in front does. `AFTERWARDS` is what it does when a worker
 * ends: it ends with the same code, or starts another worker again and again. `ADMIN_PORT` is a
 * second port that it opens.
 */
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import { createServer as createMaster, Socket } from 'node:net'

const { KEY, PORT, ADMIN_PORT, LOADS_MS } = process.env
const { MEANWHILE = 'hold', AFTERWARDS = 'end', READY = '200' } = process.env

if (process.send) work()
else lead()

/** A worker: loads, and then serves the connections that the master hands over. */
function work() {
  setTimeout(() => {
    if (KEY === 'bad') {
      process.stderr.write('KEY is a value that anybody can guess\n', () => process.exit(3))
      return
    }
    const server = createServer((request, response) => {
      const status = request.url === '/ready' ? Number(READY) : 200
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ database: status === 200 ? 'up' : 'down' }))
    })
    process.on('message', (_, socket) => {
      if (!(socket instanceof Socket)) return
      server.emit('connection', socket)
      socket.resume()
    })
    process.send?.('loaded')
  }, Number(LOADS_MS))
}

/** The master: opens the port at once, and starts a worker. */
function lead() {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let loaded
  /** @type {import('node:net').Socket[]} */
  const held = []
  const start = () => {
    const worker = fork(import.meta.filename)
    worker.once('message', () => {
      loaded = worker
      for (const socket of held.splice(0)) worker.send('connection', socket)
    })
    worker.once('exit', (code) => {
      if (AFTERWARDS === 'end') process.exit(code ?? 1)
      loaded = undefined
      start()
    })
  }
  const master = createMaster({ pauseOnConnect: true }, (socket) => {
    if (loaded) loaded.send('connection', socket)
    else if (MEANWHILE === 'hold') held.push(socket)
    else socket.end(`HTTP/1.1 ${MEANWHILE} Wait\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
  })
  master.listen(Number(PORT), '127.0.0.1', start)
  if (ADMIN_PORT) createMaster().listen(Number(ADMIN_PORT), '127.0.0.1')
}
