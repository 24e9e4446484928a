/** What the paths for operators are called, the likeliest name first. */

/** By endpoint of the config; for paths in lower case. */
export const operatorPatterns = {
  health: [
    /\/(healthz|livez|liveness|__lbheartbeat__|lbheartbeat)\/?$/,
    /\/(health|probes?|-)\/(live|alive|healthy)\/?$/,
    /\/(health|health-?check|actuator\/health)\/?$/,
    /^(\/api)?(\/v\d+)?\/(ping|status|up)\/?$/,
    /\/(__heartbeat__|heartbeat)\/?$/,
  ],
  ready: [/\/(readyz|ready|readiness)\/?$/, /\/(__heartbeat__|heartbeat)\/?$/],
  metrics: [/\/(metrics|actuator\/prometheus|prometheus)\/?$/],
} as const satisfies Record<string, readonly RegExp[]>

/** Paths to ask for where nothing names one. */
export const usualPaths: Readonly<Record<keyof typeof operatorPatterns, readonly string[]>> = {
  health: [
    '/healthz',
    '/livez',
    '/health/live',
    '/health/alive',
    '/actuator/health/liveness',
    '/health',
    '/actuator/health',
    '/healthcheck',
    '/api/health',
    '/up',
    '/ping',
    '/status',
  ],
  ready: [
    '/readyz',
    '/ready',
    '/health/ready',
    '/readiness',
    '/actuator/health/readiness',
    '/api/ready',
  ],
  metrics: ['/metrics', '/metrics/prometheus', '/actuator/prometheus', '/api/metrics'],
}
