/**
 * The server for the commands of a release procedure: executes them on a unix socket, and records
 * their times, order and results.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { messageOf } from '#gate/errors.ts'
import { epochMs } from '../traffic/prober/probe.ts'
import { type Action, type ColourName, colourNames } from './site.ts'

export interface Done {
  exitCode: number
  output: string
}

/** Executes an action. If it throws, the command fails with the message as its output. */
export type Act = (action: Action, colour: ColourName | undefined) => Promise<Done>

/** One command of the procedure; times by the clock of `epochMs`. */
export interface ControlCall extends Done {
  action: Action
  colour?: ColourName
  fromMs: number
  toMs: number
}

export interface Control {
  socketPath: string
  /** In the order of their starts, without queries of connections. */
  calls: ControlCall[]
  /** When the stop of a side was first asked for, by the clock of `epochMs`. */
  stopMs: Partial<Record<ColourName, number>>
  /** The reported connections of a side over time. */
  looks: { colour: ColourName; atMs: number; connections: number }[]
  close(): Promise<void>
}

/** Opens the socket in a folder of the run. */
export async function openControl(folder: string, act: Act): Promise<Control> {
  const socketPath = join(folder, 'release.sock')
  const calls: ControlCall[] = []
  const looks: Control['looks'] = []
  const stopMs: Control['stopMs'] = {}
  const perform = async (action: Action, colour: ColourName | undefined): Promise<Done> => {
    const fromMs = epochMs()
    if (action === 'stop' && colour) stopMs[colour] ??= fromMs
    const done = await act(action, colour).catch((error: unknown) => ({
      exitCode: 1,
      output: `${messageOf(error)}\n`,
    }))
    if (action === 'connections' && colour) {
      looks.push({ colour, atMs: fromMs, connections: Number(done.output) })
    } else {
      calls.push({ action, ...(colour ? { colour } : {}), fromMs, toMs: epochMs(), ...done })
    }
    return done
  }
  const server = createServer(async ({ url = '' }, response) => {
    const [action, colour] = url.split('/').slice(1)
    const named = colourNames.find((name) => name === colour)
    response.end(JSON.stringify(await perform(action as Action, named)))
  })
  server.listen(socketPath)
  await once(server, 'listening')
  return {
    socketPath,
    calls,
    stopMs,
    looks,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
