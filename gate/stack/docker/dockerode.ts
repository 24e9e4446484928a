/** The Docker client, shared with the engine, and the forms in which Docker wants things. */
import type Dockerode from 'dockerode'
import { dockerClient } from './daemon.ts'

export async function daemon(): Promise<Dockerode> {
  return (await dockerClient()).container.dockerode
}

/** Variables in Docker's format. */
export function envOf(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`)
}
