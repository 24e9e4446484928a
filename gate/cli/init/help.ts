/** Asks a program of the backend for its help, without any of its services. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { userPath } from '#gate/host/process/user-path.ts'
import type { AskHelp } from '#gate/init/guess/program.ts'
import { root } from '#gate/installation.mjs'
import { composeEnvironment } from '#gate/system/environment.ts'

const timeoutMs = 60_000
/** Addresses where nothing is: start scripts want variables to be there. */
const nowhere = {
  secrets: {},
  postgresUrl: 'postgres://preflight:none@127.0.0.1:1/none',
  redisUrl: 'redis://127.0.0.1:1',
}

/** @param folder where the program is called */
export function helpOf(config: TargetConfig, folder: string): AskHelp {
  const { PATH = '', ...environment } = composeEnvironment(config, nowhere, {}, 1)
  const env = { ...environment, PATH: userPath(PATH, root, resolve(folder)) }
  return ([program = '', ...args]) =>
    new Promise((answer) => {
      const options = { cwd: folder, env, timeout: timeoutMs, killSignal: 'SIGKILL' } as const
      execFile(program, args, options, (error, stdout, stderr) => {
        answer(error ? '' : `${stdout}\n${stderr}`)
      })
    })
}
