/** The part of the contract about how the backend writes the values of its settings. */
import * as z from 'zod'
import { fn } from './fields.ts'
import { type SettingName, settingsSchema } from './settings.ts'

/** Milliseconds in each unit. */
const unitMs = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A unit of time. */
export type Unit = keyof typeof unitMs

/** Our settings that are durations, with the unit in which we say them. */
const ourUnits: Partial<Record<SettingName, Unit>> = {
  poolTimeout: 's',
  poolRecycle: 's',
  cacheDefaultTtl: 's',
  permissionCacheTtl: 's',
  loginRateLimitWindow: 's',
  slowQueryMs: 'ms',
  redisTimeoutMs: 'ms',
  accessTokenTtl: 's',
  refreshTokenTtl: 's',
  shutdownDelay: 's',
  shutdownTimeout: 's',
}

const unit = z.enum(['ms', 's', 'min', 'h', 'd'], 'expected ms, s, min, h or d')

const mapping = z.strictObject({
  /** Turns a value of ours into the backend's: `(seconds) => `${seconds}s``. */
  write: fn<(value: string) => string>(),
  /**
   * The way back, to read `environment`. Default: a duration such as `15m` is understood, and no
   * other deployed value is known.
   */
  read: fn<(value: string) => string>().exactOptional(),
})

/**
 * By setting: the unit of a duration, or a mapping of any value. What is not here is written as the
 * comments in `settings` say.
 */
export const unitsSchema = z
  .partialRecord(
    settingsSchema.keyof(),
    z.union([unit, mapping], 'expected ms, s, min, h or d, or { write, read }'),
  )
  .superRefine((units, context) => {
    for (const [name, value] of Object.entries(units)) {
      if (typeof value !== 'string' || ourUnits[name as SettingName] !== undefined) continue
      const message = 'only a duration has a unit: write { write, read } instead'
      context.addIssue({ code: 'custom', path: [name], message })
    }
  })

/** How the backend writes its settings. */
export type Units = z.infer<typeof unitsSchema>

const number = /^-?\d+(\.\d+)?$/

function convert(value: string, from: Unit, to: Unit): string {
  if (!number.test(value)) return value
  return String(Number(((Number(value) * unitMs[from]) / unitMs[to]).toPrecision(12)))
}

/** The backend's spelling of a value of ours. In a duration, what is no number is left as it is. */
export function written(units: Units | undefined, name: SettingName, value: string): string {
  const own = units?.[name]
  const ours = ourUnits[name]
  if (own === undefined) return value
  if (typeof own === 'string') return ours === undefined ? value : convert(value, ours, own)
  return ours !== undefined && !number.test(value) ? value : own.write(value)
}

/** A duration with its unit: `15m`, as libraries of Go and Node read it. */
const withUnit = /^(\d+(?:\.\d+)?) ?(ms|s|sec|m|min|h|d)$/
const unitNames: Readonly<Record<string, Unit>> = { sec: 's', m: 'min' }

/** What a duration says that has its unit beside it; undefined if it has none. */
function durationOf(value: string, ours: Unit | undefined): string | undefined {
  const [, amount, name = ''] = withUnit.exec(value) ?? []
  if (amount === undefined || ours === undefined) return undefined
  return convert(amount, unitNames[name] ?? (name as Unit), ours)
}

/** Our spelling of a value of the backend; undefined if the config does not say how to read it. */
export function read(
  units: Units | undefined,
  name: SettingName,
  value: string,
): string | undefined {
  const own = units?.[name]
  const ours = ourUnits[name]
  if (own === undefined) return value
  if (typeof own === 'string') return ours === undefined ? value : convert(value, own, ours)
  return own.read ? own.read(value) : durationOf(value, ours)
}

const [low, high] = [0.9, 1.05]

/**
 * The unit in which a backend seems to read a duration, if it is not the one that it was told in:
 * an effect that is exactly so many times as long or as short.
 */
export function suspectedUnit(
  units: Units | undefined,
  name: SettingName,
  [expectedSeconds, observedSeconds]: readonly [number, number],
): Unit | undefined {
  const declared = units?.[name] ?? ourUnits[name]
  if (declared === undefined || typeof declared !== 'string') return undefined
  const ratio = observedSeconds / expectedSeconds
  const others = Object.keys(unitMs).filter((each) => each !== declared) as Unit[]
  return others.find((each) => {
    const factor = unitMs[each] / unitMs[declared]
    return ratio > low * factor && ratio < high * factor
  })
}
