/** Task definitions that differ from the reference backend's in little. */
import { readFileSync } from 'node:fs'

const file = new URL('../../../../../reference-app/deploy/cloud/ecs-task.json', import.meta.url)

/** The reference backend's, and its container. */
export const sample = JSON.parse(readFileSync(file, 'utf8'))
export const [backend] = sample.containerDefinitions

export type Fields = Record<string, unknown>

/** The sample with fields of the task and of the container changed, and containers added. */
export function taskWith(task: Fields, container: Fields = {}, ...others: Fields[]): string {
  const containerDefinitions = [{ ...backend, ...container }, ...others]
  return JSON.stringify({ ...sample, ...task, containerDefinitions })
}
