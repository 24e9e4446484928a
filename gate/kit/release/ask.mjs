/**
 * Asks the gate for a step of a release: `node ask.mjs SOCKET ACTION [COLOUR]`. Prints what the
 * gate says, and ends as it is told. Plain JavaScript: it starts in a moment.
 */
import { request } from 'node:http'

const [socketPath, action = '', colour = ''] = process.argv.slice(2)
const asked = request({ socketPath, method: 'POST', path: `/${action}/${colour}` }, (reply) => {
  let text = ''
  reply.setEncoding('utf8')
  reply.on('data', (chunk) => {
    text += chunk
  })
  reply.on('end', () => {
    const { exitCode, output } = JSON.parse(text)
    process.stdout.write(output)
    process.exitCode = exitCode
  })
})
asked.on('error', (error) => {
  process.stderr.write(`the gate does not answer: ${error.message}\n`)
  process.exitCode = 70
})
asked.end()
