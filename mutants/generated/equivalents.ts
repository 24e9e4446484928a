/**
 * Generated mutants that no check can tell from the reference deployment, because they behave as
 * it does, or differ only in what no claim of the guide speaks of. Each has a reason that a reader
 * can follow; a survivor that a claim speaks of is no equivalent but a gap of its check. `from` is
 * how the changed lines begin, for the reader: the id is the key, and a test refuses an id that no
 * operator makes any more.
 */
export interface Equivalent {
  id: string
  file: string
  from: string
  reason: string
}

export const equivalents: readonly Equivalent[] = [
  {
    id: 'drop-key-7ee17affcb',
    file: 'reference-app/deploy/cloud/ecs-task.json',
    from: '"retries": 3, "startPeriod": 10',
    reason: "ECS's own default is 3 retries, so the health check is the same without the key.",
  },
  {
    id: 'constant-unit-188c597044',
    file: 'reference-app/src/plugins/app/request-log.ts',
    from: "const path = request.url.split('?', 1)[0]",
    reason: 'Only the first part is used, and it is the same whatever number of parts is allowed.',
  },
  {
    id: 'drop-option-24103da04a',
    file: 'reference-app/src/plugins/app/database.ts',
    from: "export default fp(database, { name: 'database', dependencies: ['settings'] })",
    reason:
      'fastify-plugin only asserts that the plugins named were registered before; app.ts does that.',
  },
  {
    id: 'drop-option-6e318bb9c7',
    file: 'reference-app/src/server.ts',
    from: "forceCloseConnections: 'idle',",
    reason: 'Fastify closes idle connections by default where Node can, and Node 24 can.',
  },
  {
    id: 'negate-condition-16efc49bcc',
    file: 'reference-app/src/main.ts',
    from: "logLine(refused ? 'ERROR' : 'CRITICAL', message, { ...fields, ...exception }),",
    reason: 'Both levels say that the start failed; no claim says which of the two a refusal has.',
  },
  {
    id: 'swap-logical-8245190b7b',
    file: 'reference-app/src/logging/call-site.ts',
    from: "if (scriptName === '' || scriptName.startsWith('node:')) continue",
    reason: "Wherever the application logs, its own frame comes before any of Node's.",
  },
]

/** Of the mutants that were chosen, the share that may be told to be equivalent. */
export const mostEquivalent = 0.25
