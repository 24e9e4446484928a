/** Goal: a server that does not start says why, whenever its last words are read. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LocalService } from './service.ts'

test('the last words of many that end at once are in the error of each', async () => {
  const labels = { runId: `words-${process.pid}`, owner: 'test', scratchDir: tmpdir() }
  const starts = Array.from({ length: 40 }, async () => {
    const service = new LocalService(
      {
        kind: 'nginx',
        command: '/bin/sh',
        args: ['-c', 'echo "nginx: [emerg] no such thing" >&2; exit 1'],
        folder: await mkdtemp(join(tmpdir(), 'preflight-service-')),
        orderlySignal: 'SIGTERM',
        removeSignal: 'SIGKILL',
        probe: async () => {
          throw new Error('nobody answers')
        },
      },
      labels,
    )
    const said = await service.start().then(String, String)
    await service.remove()
    return said
  })
  const said = await Promise.all(starts)
  expect(said.filter((text) => !text.includes('no such thing'))).toEqual([])
})
