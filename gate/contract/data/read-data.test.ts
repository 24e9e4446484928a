import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from '../read-config.ts'
import { compileTarget } from './compile/compile.ts'
import { readData } from './read-data.ts'

test('try', () => {
  const read = readData(`name: x
launch: { command: node main.js, port: PORT, host: HOST }
environment:
  always: { A: 1, B: false, C: 1.10 }
operations:
  login:
    steps:
      - { get: /login, save: { csrf: { input: csrf } } }
      - { post: /login, form: { csrf: '{csrf}', user: '{name}' } }
    session: { cookies: all, headers: { x-csrf: '{csrf}' } }
  profile: { get: /me, result: $.name }
commands:
  migrate: node cli.js migrate
  createAdmin: [node, cli.js, '{email}']
`)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  console.log(JSON.stringify(read.data))
  const config = compileTarget(read.data)
  console.log(
    readConfig(config),
    config.operations?.login?.request({ name: 'n', email: 'e', password: 'p' }),
  )
  console.log(
    readData(`name: x
launch: { command: node main.js, prt: PORT, host: HOST }
setings: {}
operations:
  login:
    steps:
      - { get: /login, save: { csrf: { input: csrf } } }
      - { post: /login, form: { csrf: '{csr}', user: '{nme}' } }
    session: { cookies: al, headers: { x-csrf: '{csrf}' } }
  profile: { pst: /me, result: "$.name[" }
commands:
  migrate: node cli.js migrate > x
  createAdmin: [node, cli.js, '{mail}']
`),
  )
})
