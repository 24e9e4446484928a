/**
 * The built-in release procedure, for nginx with two addresses: `node built-in.mjs deploy|rollback
 * SITE`. Which side serves is what the edge's file says. Plain JavaScript: it starts in a moment.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import * as http from 'node:http'
import * as https from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'

const [action = '', siteFile = ''] = process.argv.slice(2)
/** @type {import('./site.ts').ReleaseSite} */
const { colours, edge, limits } = JSON.parse(readFileSync(siteFile, 'utf8'))
/** @typedef {import('./site.ts').ColourName} ColourName */

/** Several workers answer at one address: a single good answer does not cover them all. */
const inARow = { ready: 3, served: 5, idle: 2 }
const intervalMs = 100
const askMs = 5_000
const switchSeconds = 15
const drainSeconds = limits.drain ?? 60

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`)

/**
 * Runs a command; returns what it printed on stdout. Throws if it fails.
 * @param {import('./site.ts').CommandLine} line
 */
async function run([program, ...args]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    output += chunk
  })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${args.slice(-2).join(' ')} ended with ${code}: ${output}`)
  return output
}

/**
 * One request over a new connection; undefined without an answer.
 * @param {{ url: string, headers: Record<string, string> }} question
 * @returns {Promise<http.IncomingMessage | undefined>}
 */
async function ask({ url, headers }) {
  const { request } = url.startsWith('https:') ? https : http
  const options = { headers, agent: false, timeout: askMs, rejectUnauthorized: false }
  return await new Promise((resolve) => {
    const asked = request(url, options, (reply) => {
      reply.resume()
      reply.on('end', () => resolve(reply))
      reply.on('error', () => resolve(undefined))
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(undefined))
    asked.end()
  })
}

/**
 * Repeats a question until it was answered with yes so many times in a row.
 * @param {string} what
 * @param {{ times: number, seconds: number }} limit
 * @param {() => Promise<boolean>} isTrue
 */
async function until(what, { times, seconds }, isTrue) {
  const endMs = performance.now() + seconds * 1_000
  for (let row = 0; row < times; ) {
    if (performance.now() > endMs) throw new Error(`timed out after ${seconds} s: ${what}`)
    row = (await isTrue()) ? row + 1 : 0
    if (row < times) await pause(intervalMs)
  }
}

const placeholder = '{colour}'
const hasFileForEach = edge.upstreamFile.includes(placeholder)
/** @param {ColourName} name */
const fileOf = (name) => edge.upstreamFile.replaceAll(placeholder, name)
/**
 * @param {ColourName} name
 * @returns {ColourName}
 */
const other = (name) => (name === 'blue' ? 'green' : 'blue')

/**
 * The side that the edge's file names.
 * @returns {ColourName}
 */
function serving() {
  if (hasFileForEach) return existsSync(fileOf('green')) ? 'green' : 'blue'
  const text = readFileSync(edge.upstreamFile, 'utf8')
  return text.includes(colours.green.address) ? 'green' : 'blue'
}

/**
 * Writes the file as a whole: nginx never reads half of it.
 * @param {ColourName} name
 */
function pointTo(name) {
  const file = fileOf(name)
  writeFileSync(`${file}.new`, edge.upstream.replaceAll('{address}', colours[name].address))
  renameSync(`${file}.new`, file)
  if (hasFileForEach) rmSync(fileOf(other(name)), { force: true })
}

/**
 * Sends traffic to a side. A reload fails silently, so the answers are looked at.
 * @param {ColourName} name
 */
async function switchTo(name) {
  pointTo(name)
  await run(edge.test)
  await run(edge.reload)
  const { header, ...question } = edge.verify
  const limit = { times: inARow.served, seconds: switchSeconds }
  await until(`${name} to answer through the edge`, limit, async () =>
    String((await ask(question))?.headers[header] ?? '').includes(colours[name].mark),
  )
}

/**
 * Waits until a side has no connections; an open WebSocket is closed by its stop.
 * @param {ColourName} name
 */
async function drain(name) {
  const limit = { times: inARow.idle, seconds: drainSeconds }
  const isIdle = async () => Number((await run(colours[name].connections)).trim() || 1) === 0
  await until(`${name} to be idle`, limit, isIdle).catch((error) => say(String(error)))
}

/** @param {ColourName} name */
async function bringUp(name) {
  say(`starting ${name}`)
  await run(colours[name].start)
  if (action === 'deploy') {
    say('migrating')
    await run(colours[name].migrate)
  }
  say(`waiting until ${name} is ready`)
  const limit = { times: inARow.ready, seconds: limits.ready }
  const isReady = async () => ((await ask(colours[name].ready))?.statusCode ?? 599) < 300
  await until(`${name} to be ready`, limit, isReady)
}

/**
 * @param {ColourName} from
 * @param {ColourName} to
 */
async function release(from, to) {
  let hasSwitched = false
  try {
    await bringUp(to)
    say(`switching from ${from} to ${to}`)
    hasSwitched = true
    await switchTo(to)
  } catch (error) {
    say(`failed: ${error instanceof Error ? error.message : error}`)
    if (hasSwitched) await switchTo(from)
    await run(colours[to].stop)
    say(`${from} keeps serving`)
    return 1
  }
  say(`waiting until ${from} is idle`)
  await drain(from)
  await run(colours[from].stop)
  say(`${to} serves, ${from} is stopped`)
  return 0
}

if (action !== 'deploy' && action !== 'rollback') {
  process.stderr.write('usage: node built-in.mjs deploy|rollback SITE\n')
  process.exitCode = 2
} else {
  const from = serving()
  process.exitCode = await release(from, other(from))
}
