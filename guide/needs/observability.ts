import { administrator, behindEdge, defineNeeds, lockedRead, started, world } from './need.ts'

/** Of the claims of section observability. */
export const observability = defineNeeds('observability', {
  'observability.logs-structured': [started, 'operations.login', administrator],
  'observability.log-level': ['settings.logLevel', started, 'operations.login', administrator],
  'observability.request-traced': behindEdge,
  'observability.health-shape': ['endpoints.health'],
  'observability.health-independent': ['endpoints.health', started, ...lockedRead],
  'observability.readiness-honest': ['endpoints.ready', 'backing.postgres', started],
  'observability.metrics': ['endpoints.metrics', ...world, 'operations.profile'],
  'observability.counters-never-fall': [
    'endpoints.metrics',
    started,
    ...world,
    'operations.profile',
  ],
  'observability.metrics-private': ['endpoints.metrics', ...behindEdge],
})
