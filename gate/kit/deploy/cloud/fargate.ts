/**
 * The sizes that Fargate supports, CPU units by MiB of memory:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
const steps = (min: number, max: number, step: number) =>
  Array.from({ length: (max - min) / step + 1 }, (_, at) => min + at * step)

const memoryOf: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1_024, 2_048],
  512: steps(1_024, 4_096, 1_024),
  1024: steps(2_048, 8_192, 1_024),
  2048: steps(4_096, 16_384, 1_024),
  4096: steps(8_192, 30_720, 1_024),
  8192: steps(16_384, 61_440, 4_096),
  16384: steps(32_768, 122_880, 8_192),
}

/** CPU units as ECS takes them: `512`, `.5 vCPU`, `0.5 vcpu`. */
export function cpuUnits(text: string): number {
  const virtual = /^\s*([\d.]+)\s*vcpu\s*$/i.exec(text)
  return virtual ? Number(virtual[1]) * 1_024 : Number(text)
}

/** MiB as ECS takes them: `1024`, `1 GB`, `1gb`. */
export function mebibytes(text: string): number {
  const giga = /^\s*([\d.]+)\s*gb\s*$/i.exec(text)
  return giga ? Number(giga[1]) * 1_024 : Number(text)
}

/** What is wrong with a pair; undefined if Fargate supports it. */
export function pairProblem(cpu: unknown, memory: unknown): string | undefined {
  const [units, size] = [cpuUnits(String(cpu)), mebibytes(String(memory))]
  const sizes = memoryOf[units]
  if (sizes === undefined)
    return `cpu "${cpu}": Fargate supports ${Object.keys(memoryOf).join(', ')}`
  if (sizes.includes(size)) return undefined
  const range = `${sizes[0]} to ${sizes.at(-1)}`
  return `memory "${memory}": with ${units} CPU units, Fargate supports ${range} MiB`
}
