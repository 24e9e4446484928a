/**
 * A gate for tests: opens a run in the folder given as first argument, then starts process trees of
 * every kind that is hard to find, over and over, until it is killed. Prints one JSON line with its
 * labels, then one with the pid of each process that it knows of.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processTree } from '../../process/proc.ts'
import { spawnOwned } from '../../process/spawn.ts'
import { openRun } from '../reaper.ts'

const [root = '', runId = '', mode = 'until-killed'] = process.argv.slice(2)
const { labels, reaper } = openRun(runId, root)
console.log(JSON.stringify(labels))

/** A child of its own session that ignores every polite signal, and one with nothing of ours. */
const stubborn = `
  trap '' TERM INT HUP
  setsid sh -c "trap '' TERM; sleep 300 & wait" &
  cd / && env -i /bin/sh -c 'sleep 300; true' &
  wait`

/** Wipes the memory that held its environment, as PostgreSQL, redis and nginx do. */
const titled = `process.title = 'x'.repeat(4096); setInterval(() => {}, 1e6)`

function start(what: string, command: string, args: string[]): void {
  const cwd = join(labels.scratchDir, what)
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, 'data'), 'x'.repeat(1000))
  const child = spawnOwned({ command, args, cwd, what, labels, env: { PATH: process.env.PATH } })
  for (const pid of processTree(child.pid ?? 0)) console.log(JSON.stringify({ pid, what }))
}

for (let round = 0; round < 20; round += 1) {
  start(`stubborn-${round}`, '/bin/sh', ['-c', stubborn])
  start(`titled-${round}`, process.execPath, ['-e', titled])
  start(`redis-${round}`, 'redis-server', ['--port', '0', '--unixsocket', 'redis.sock'])
  if (mode === 'release') {
    reaper.release()
    process.exit(0)
  }
  await delay(20)
}
await delay(60_000)
