/** k6's options for a plan. Every threshold on a time comes with a minimum count. */
import type { Options, Scenario, Threshold } from 'k6/options'
import { metricNames } from './metrics.ts'
import { type Plan, vusFor } from './plan.ts'
import { type PlannedPhase, plannedOf, stagesOf } from './schedule.ts'

/** Statuses that are counted one by one; 0: no response. Others are the remainder. */
const statuses = [
  0, 200, 201, 202, 204, 301, 302, 304, 400, 401, 403, 404, 409, 413, 422, 425, 429, 499, 500, 501,
  502, 503, 504,
]
/** k6's codes for timeout, no connection, reset and aborted. Others only count as status 0. */
const errorCodes = [1000, 1050, 1200, 1201, 1202, 1210, 1211, 1212, 1220, 1221]

/** Below this share of the planned requests, percentiles mean nothing. */
const minShare = 0.99

/** k6 keeps all values, so any rank is available: fine enough to merge and plot distributions. */
function ranks(): number[] {
  const tenths = Array.from({ length: 101 }, (_, tenth) => Math.round(900 + tenth) / 10)
  return [...Array.from({ length: 90 }, (_, rank) => rank), ...tenths]
}

/** One scenario for all phases, so that the VUs keep their connections between phases. */
function loadScenario({ phases, requestTimeoutMs }: Plan): Scenario {
  // All VUs at the start: k6 would otherwise create missing ones during the test.
  const vus = vusFor(Math.max(...phases.map(({ rate }) => rate)))
  return {
    executor: 'ramping-arrival-rate',
    startRate: 0,
    timeUnit: '1s',
    stages: stagesOf(phases),
    preAllocatedVUs: vus,
    maxVUs: vus,
    gracefulStop: `${requestTimeoutMs + 500}ms`,
  }
}

/** Iterations per second of the pulse, which sends no requests: any lag is k6's own. */
export const pulsesPerSecond = 50

function pulseScenario({ phases }: Plan): Scenario {
  const last = phases.at(-1)
  return {
    executor: 'constant-arrival-rate',
    exec: 'pulse',
    rate: pulsesPerSecond,
    timeUnit: '1s',
    duration: `${last ? last.startSeconds + last.seconds : 1}s`,
    preAllocatedVUs: 10,
    maxVUs: 10,
    gracefulStop: '1s',
  }
}

function thresholdsOf(phase: PlannedPhase): Record<string, Threshold[]> {
  const tag = `scenario:load,phase:${phase.name}`
  const min = Math.floor(plannedOf(phase) * minShare)
  return {
    [`iterations{${tag}}`]: [`count>=${min}`],
    [`http_reqs{${tag}}`]: [`count>=${min}`],
    [`${metricNames.answered}{${tag}}`]: [`count>=${min}`],
    // Always met: these make k6 keep the distribution of this phase, which the gate judges.
    [`http_req_duration{${tag}}`]: ['max>=0'],
    [`${metricNames.lag}{${tag}}`]: ['max>=0'],
    [`${metricNames.lag}{scenario:pulse,phase:${phase.name}}`]: ['p(99)<20'],
    ...Object.fromEntries(
      statuses.map((status) => [`http_reqs{${tag},status:${status}}`, ['count>=0']]),
    ),
  }
}

/** k6 runs the script once per VU but reads the options only once: VUs get none. */
export function optionsOf(plan: Plan): Options {
  if (__VU > 0) return {}
  return {
    scenarios: { load: loadScenario(plan), pulse: pulseScenario(plan) },
    thresholds: {
      [metricNames.exceptions]: ['count==0'],
      'dropped_iterations{scenario:load}': ['count==0'],
      ...Object.fromEntries(
        errorCodes.map((code) => [`http_reqs{error_code:${code}}`, ['count>=0']]),
      ),
      ...Object.assign({}, ...plan.phases.filter(({ warmUp }) => !warmUp).map(thresholdsOf)),
    },
    summaryTrendStats: ['count', ...ranks().map((rank) => `p(${rank})`)],
    discardResponseBodies: true,
    // Without `url`: a tag for each URL would be a time series for each record.
    systemTags: ['status', 'name', 'scenario', 'error_code'],
    noVUConnectionReuse: false,
    maxRedirects: 0,
    setupTimeout: '60s',
  }
}
