/** Where a start is to listen, as its launch says, and which variables say so. */
import { guidePort } from '#gate/contract/container.ts'
import type { ComposeLaunch, ImageLaunch, Launch } from '#gate/contract/contract.ts'

/** Variables of the gate's own environment that a process of this machine gets. */
export function machineEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** Whether the target is started as a container. */
export function isContained(launch: Launch): launch is ImageLaunch | ComposeLaunch {
  return launch.kind === 'image' || launch.kind === 'compose'
}

/**
 * Whether the target is a container with a network of its own: it always listens on the same port,
 * so several of it could not share this machine's network.
 */
export function hasOwnNetwork(launch: Launch): boolean {
  return isContained(launch) && typeof launch.port === 'number'
}

/** The port on which a container with its own network listens. */
export function portInside(launch: ImageLaunch | ComposeLaunch): number {
  return typeof launch.port === 'number' ? launch.port : guidePort
}

/** How long a start may take, in milliseconds, if the config says so. */
export function allowedStartMs(launch: Launch): number | undefined {
  return launch.kind === 'attached' ? undefined : launch.readyTimeoutMs
}

/** The variables that say where the target listens. */
export function listeningVariables(launch: Launch): { port?: string; host?: string } {
  if (launch.kind === 'attached') return {}
  const { port, host } = launch
  return {
    ...(typeof port === 'string' ? { port } : {}),
    ...(host === undefined ? {} : { host }),
  }
}

/** The variables for further ports, as far as a start can choose them. */
export function otherPortVariables(launch: Launch): readonly string[] {
  return launch.kind === 'attached' || hasOwnNetwork(launch) ? [] : (launch.otherPorts ?? [])
}

/** Those variables for a start on a port, reachable from this machine alone. */
export function listeningEnvironment(launch: Launch, port: number): Record<string, string> {
  const variables = listeningVariables(launch)
  return {
    ...(variables.port === undefined ? {} : { [variables.port]: String(port) }),
    ...(variables.host === undefined
      ? {}
      : { [variables.host]: hasOwnNetwork(launch) ? '0.0.0.0' : '127.0.0.1' }),
  }
}
