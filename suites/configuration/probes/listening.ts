/** Port and host: where the target listens. */
import type { Launch } from '#gate/contract/contract.ts'
import { accepts, freePort } from '#gate/host/process/ports.ts'
import { listeningPorts } from '#gate/host/process/proc.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { allowedStartMs, listeningVariables, otherPortVariables } from '#gate/system/listening.ts'
import type { TargetProcess } from '#gate/system/target-process.ts'
import type { Observed } from './alike.ts'
import { type Change, type SettingProbe, shows } from './setting-probe.ts'

const [address, otherAddress] = ['127.0.0.1', '127.0.0.2']
const acceptTimeoutMs = 1_000

async function portsOf(process: TargetProcess, timeoutMs: number): Promise<number[]> {
  return await waitFor(
    'the target to listen on a port',
    async () => {
      const ports = listeningPorts(process.pids())
      return ports.length > 0 || !process.running ? ports : undefined
    },
    { timeoutMs, intervalMs: 30 },
  )
}

/** Whether a start can listen elsewhere: a container with a network of its own can not. */
const isMoveable = (launch: Launch) => listeningVariables(launch).port !== undefined

const variablesOf = (launch: Launch) => [
  ...Object.values(listeningVariables(launch)),
  ...otherPortVariables(launch),
]

export const listening: SettingProbe = {
  name: 'listening',
  variables: ({ launch }) => (isMoveable(launch) ? variablesOf(launch) : []),
  open: async ({ config }) => {
    const { launch } = config
    const variables = listeningVariables(launch)
    if (variables.port === undefined) return { base: {}, changes: [], observe: async () => ({}) }
    const portVariable = variables.port
    const [port, otherPort] = [await freePort(), await freePort()]
    const change = (
      variable: string,
      value: string,
      [facet, shown]: readonly [string, Observed],
    ): Change => {
      const overrides = { variables: { [variable]: value } }
      const shared = { overrides, isShown: shows(facet, shown) }
      return { variable, facets: [facet], tries: [overrides], shared }
    }
    const { host } = variables
    const others = await Promise.all(
      otherPortVariables(launch).map(async (variable) => {
        return { variable, first: await freePort(), second: await freePort() }
      }),
    )
    return {
      base: {
        variables: {
          [portVariable]: String(port),
          ...Object.fromEntries(others.map(({ variable, first }) => [variable, String(first)])),
        },
      },
      changes: [
        change(portVariable, String(otherPort), ['port', 'the second']),
        ...(host === undefined ? [] : [change(host, otherAddress, ['accepts', [otherAddress]])]),
        ...others.map(({ variable, second }) =>
          change(variable, String(second), [variable, 'the second']),
        ),
      ],
      observe: async (launching) => {
        const process = await launching.process()
        const ports = await portsOf(process, allowedStartMs(launch) ?? 30_000)
        const at = [port, otherPort].find((each) => ports.includes(each))
        const listensOn = at === port ? 'the first' : at === otherPort ? 'the second' : 'another'
        const accepting = []
        for (const each of [address, otherAddress]) {
          if (at !== undefined && (await accepts(each, at, acceptTimeoutMs))) accepting.push(each)
        }
        const elsewhere = others.map(({ variable, first, second }) => {
          const is = (each: number) => ports.includes(each)
          return [variable, is(first) ? 'the first' : is(second) ? 'the second' : 'another']
        })
        return { port: listensOn, accepts: accepting, ...Object.fromEntries(elsewhere) }
      },
    }
  },
}
