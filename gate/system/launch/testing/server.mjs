/**
 * A server in a container: says its variables at `/environment`, asks the service at `SERVICE_URL`
 * for `/service`, and ends with 7 on TERM. It refuses to start if `KEY` is `bad`.
 */
import { createServer } from 'node:http'

const { PORT = '8000', HOST = '0.0.0.0', KEY, SERVICE_URL } = process.env

if (KEY === 'bad') {
  process.stderr.write('KEY is a value that anybody can guess\n')
  process.exit(3)
}

process.on('SIGTERM', () => {
  process.stdout.write('good bye\n')
  process.exit(7)
})

/** @param {string | undefined} path */
async function answer(path) {
  if (path === '/environment') return JSON.stringify(process.env)
  if (path === '/service') return await (await fetch(SERVICE_URL ?? '')).text()
  return 'well'
}

createServer(async (request, response) => {
  const text = await answer(request.url).catch((error) => {
    response.statusCode = 502
    return String(error.cause ?? error)
  })
  response.end(text)
}).listen(Number(PORT), HOST, () => {
  process.stdout.write('to stdout\n')
  process.stderr.write('to stderr\n')
})
