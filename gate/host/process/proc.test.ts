import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import * as proc from './proc.ts'

const onLinux = process.platform === 'linux'

test.runIf(onLinux)('reads a process whose name holds blanks and parentheses', async () => {
  const script = "process.title = 'a) b (c'; console.log('up'); setInterval(() => {}, 1000)"
  const child = spawn(process.execPath, ['-e', script], { env: { MARK: 'a=b' } })
  await once(child.stdout, 'data')
  const stat = proc.processStat(child.pid as number)
  expect(stat).toMatchObject({ pid: child.pid, parent: process.pid })
  expect(stat?.startTicks).toBeGreaterThan(0)
  expect(proc.processTree(process.pid)).toContain(child.pid)
  expect(proc.isAlive(child.pid as number, stat?.startTicks)).toBe(true)
  expect(proc.isAlive(child.pid as number, (stat?.startTicks ?? 0) + 1)).toBe(false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(proc.isAlive(child.pid as number)).toBe(false)
})

test.runIf(onLinux)('reads environment, arguments and folder', async () => {
  const child = spawn('sleep', ['30'], { env: { MARK: 'a=b' }, cwd: '/' })
  await once(child, 'spawn')
  const pid = child.pid as number
  expect(proc.environment(pid)).toEqual({ MARK: 'a=b' })
  expect(proc.commandLine(pid)).toEqual(['sleep', '30'])
  expect(proc.workingDirectory(pid)).toBe('/')
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test.runIf(onLinux)('finds the ports that a process listens on', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(proc.listeningPorts([process.pid])).toContain(port)
  server.close()
  await once(server, 'close')
  expect(proc.listeningPorts([process.pid])).not.toContain(port)
})

test('a process that does not exist is unknown', () => {
  const pid = 2 ** 22 + 1
  expect(proc.processStat(pid)).toBeUndefined()
  expect(proc.environment(pid)).toEqual({})
  expect(proc.isAlive(pid)).toBe(false)
})
