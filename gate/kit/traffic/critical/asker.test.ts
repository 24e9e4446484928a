/** Goal: who is refused by a step of an operation is refused. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Recorder } from '../../recorder.ts'
import { asker } from './asker.ts'

const yaml = `name: teams
launch: { url: http://127.0.0.1:1 }
operations:
  changeRole:
    steps:
      - { get: /teams, save: { team: "$[0]" } }
      - { put: "/teams/{team}/{userId}", json: { role: "{role}" } }
    roles: { writer: editor, reader: viewer }
`

let server: Server
beforeEach(async () => {
  server = createServer(({ headers }, response) => {
    const status = headers.authorization === undefined ? 403 : 200
    response.writeHead(status, { 'content-type': 'application/json' }).end('["7"]')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
})
afterEach(() => server.close())

test.each([
  [undefined, 403, 'change a role, at GET /teams: 403'],
  [{ headers: { authorization: 'Bearer a' } }, 200, 'change a role: 200'],
])('with the session %j: %i', async (session, status, told) => {
  const read = readData(yaml)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { operations } = compileTarget(read.data) as TargetConfig
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const running = { url, client: { baseHeaders: {} } } as unknown as RunningTarget
  const judged: string[] = []
  const evidence = { observe: () => undefined } as unknown as Recorder
  const ask = asker(running, evidence, (answered, { what }) => {
    judged.push(`${what}: ${answered}`)
  })
  const spec = operations?.changeRole?.request('', 'u', 'editor')
  if (!spec) throw new Error('no operation')
  await ask({ what: 'change a role', spec, session, right: [status] })
  expect(judged).toEqual([told])
})
