/** Settings from the environment. Only TARGET_URL is required. */

function number(name: string): number | undefined {
  const text = __ENV[name]
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${name}: expected a number above 0, not "${text}"`)
  return value
}

function url(): string {
  const text = __ENV.TARGET_URL
  if (!text)
    throw new Error(
      'TARGET_URL is not set: set it to the target, for example http://127.0.0.1:18000',
    )
  return text.replace(/\/+$/, '')
}

/** Ten seconds show frequent defects, a minute shows rare ones. */
const rowSeconds = __ENV.LOAD_QUICK ? 10 : 60

export const settings = {
  url: url(),
  /** A file with the session and the records to use; without one, `setup` creates them. */
  worldFile: __ENV.LOAD_WORLD || undefined,
  /** The file for the summary as JSON; without one, a table is printed. */
  summaryFile: __ENV.LOAD_SUMMARY || undefined,
  rate: number('LOAD_RATE'),
  seconds: number('LOAD_SECONDS'),
  rowSeconds,
  soakSeconds: __ENV.LOAD_QUICK ? 20 : 600,
  factor: number('LOAD_FACTOR') ?? 5,
  spikeSeconds: number('LOAD_SPIKE_SECONDS') ?? 10,
  /** The rates of the knee's steps. */
  steps: __ENV.LOAD_STEPS?.split(',').map(Number),
  /** Each request in flight needs a VU: their number is rate x this. */
  worstLatencyMs: number('LOAD_WORST_LATENCY_MS') ?? 1000,
  admin: {
    name: __ENV.TARGET_ADMIN_NAME ?? 'admin',
    email: __ENV.TARGET_ADMIN_EMAIL ?? '',
    password: __ENV.TARGET_ADMIN_PASSWORD ?? '',
  },
} as const
