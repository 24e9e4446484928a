/** Release procedures: migrations after the new version is up, and probes that prove nothing. */
import { healthRoutesOf } from '../deployment/health-routes.ts'
import { requestsIn } from '../deployment/probes.ts'
import { releasesOf } from '../deployment/releases.ts'
import type { Finder } from './finder.ts'

export const migrationOrder: Finder = (guide) =>
  releasesOf(guide).flatMap(({ steps, start }) => {
    const after = steps.slice(steps.indexOf(start) + 1)
    const migration = after.find(({ deed }) => deed === 'migrate')
    const isBefore = steps.slice(0, steps.indexOf(start)).some(({ deed }) => deed === 'migrate')
    if (!migration || isBefore) return []
    const order = steps.filter(({ deed }) => deed !== 'other')
    return [
      {
        id: 'migration-after-start',
        line: migration.line,
        related: [start.line],
        problem: 'The new version is started before its migrations: it starts on the old schema.',
        ran: 'read the commands of the procedure in their order',
        printed: order.map(({ deed, line }) => `line ${line}: ${deed}`).join(', '),
        fix: 'Run the migrations first, in a container of their own (docker compose run --rm).',
        claims: ['release.order-enforced', 'database.pending-migration-not-ready'],
      },
    ]
  })

export const staticHealth: Finder = (guide) => {
  const routes = healthRoutesOf(guide)
  const probes = releasesOf(guide).flatMap(({ steps }) => {
    return steps
      .filter(({ deed }) => deed === 'probe')
      .flatMap(({ command, line }) => requestsIn(command.words).map(({ url }) => ({ url, line })))
  })
  return routes
    .filter(({ isStatic }) => isStatic)
    .flatMap(({ path, line, returned }) => {
      const relying = probes.filter(({ url }) => url.pathname.replace(/\/$/, '') === path)
      if (relying.length === 0) return []
      return [
        {
          id: 'health-is-static',
          line,
          related: [...new Set(relying.map((probe) => probe.line))],
          problem: `${path} asks no database and no cache, and the release relies on it.`,
          ran: `read the handler of ${path}, without running it`,
          printed: `it returns ${returned}, and calls nothing`,
          fix: 'Let the release ask a readiness endpoint, which queries database and cache.',
          claims: ['observability.readiness-honest', 'release.order-enforced'],
        },
      ]
    })
}
