/** Executes the steps of a release procedure: processes, migrations, the edge. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Target } from '#gate/system/target.ts'
import type { Edge } from '../edge/edge.ts'
import type { Act, Done } from './control.ts'
import { ownCount } from './own-count.ts'
import type { Sides } from './sides.ts'

const run = promisify(execFile)
const edgeTimeoutMs = 15_000

/** The injected faults; they may change while the procedure runs. */
export interface ReleaseFault {
  migrationFails: boolean
}

export interface Actors {
  target: Target
  edge: Edge
  sides: Sides
  trouble: ReleaseFault
}

/** A command that is run as it is, with its output. */
async function execute([program = '', ...args]: readonly string[]): Promise<Done> {
  try {
    const { stdout, stderr } = await run(program, args, { timeout: edgeTimeoutMs })
    return { exitCode: 0, output: stdout + stderr }
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return { exitCode: 1, output: stdout + stderr || String(error) }
  }
}

/** To test the configuration, nginx gets the arguments of the reload and -t. */
function testCommand({ reloadCommand }: Edge): readonly string[] {
  const at = reloadCommand.lastIndexOf('-s')
  return at < 0 ? reloadCommand : [...reloadCommand.slice(0, at), '-t']
}

const done = (output = ''): Done => ({ exitCode: 0, output })

/** Executes each command of the procedure. */
export function actOn({ target, edge, sides, trouble }: Actors): Act {
  return async (action, name) => {
    const colour = sides.colours[name ?? 'blue']
    switch (action) {
      case 'start':
        await colour.start()
        return done()
      case 'stop': {
        const connections = await colour.connections()
        await colour.stop()
        return done(`it had ${connections} connections\n`)
      }
      case 'connections': {
        const own = await ownCount(target.config.release?.connections, colour)
        if (own === undefined) return done(`${await colour.connections()}\n`)
        const { exitCode, output, stdout } = own
        return { exitCode, output: stdout || output }
      }
      case 'migrate': {
        if (trouble.migrationFails) return { exitCode: 1, output: 'the migration failed\n' }
        const { migrate } = target.config.commands ?? {}
        if (!migrate) return done('the target migrates itself\n')
        return await sides.run(migrate)
      }
      case 'test':
        return await execute(testCommand(edge))
      case 'reload':
        return await execute(edge.reloadCommand)
    }
  }
}
