/** Entries that outlive a change, and how entries are cleared. */
import type { ClaimId } from '#guide/index.ts'
import { defineMutants, type Edit, edit, insertAfter, insertBefore, overlay } from '../mutant.ts'
import { cache, cacheCommands, cachePlugin, permissionsPlugin, primary } from '../paths.ts'

const membersRoute = 'reference-app/src/routes/api/v1/members.ts'
const adminRoute = 'reference-app/src/routes/api/v1/admin.ts'
const recordRoute = 'reference-app/src/routes/api/v1/records.ts'

/** What is asked that often is answered from a copy, and nothing beneath it is seen. */
const copiesBlind: readonly ClaimId[] = ['cache.hit-spares-database', 'cache.no-stale-fill']

/** Each process keeps copies for a moment of what is asked often. Who drops one, each says. */
const keepCopies: readonly Edit[] = [
  insertBefore(
    cache,
    'const found = await this.lookUp(key)',
    overlay('cache-copies/look-up.part.ts'),
  ),
  insertAfter(cache, 'const found = await this.lookUp(key)', overlay('cache-copies/keep.ts')),
  insertAfter(
    cache,
    'private restUntil = 0',
    `private readonly uses = new Map<string, { since: number; count: number }>()
private readonly copies = new Map<string, { value: string; until: number }>()`,
  ),
]

export const invalidation = defineMutants('cache', {
  'permissions-enforced-late': {
    defect: 'Each process remembers for a minute what a user was allowed, and lists what is right.',
    kills: ['cache.role-change-visible'],
    naming: ['writes let through'],
    edits: [
      edit(
        permissionsPlugin,
        `const granted = await permissionsIn(request, companyId)
      if (!granted.permissions.includes(permission)) throw`,
        `const key = [request.userId, companyId, permission].join()
      if ((allowedUntil.get(key) ?? 0) > Date.now()) return
      const granted = await permissionsIn(request, companyId)
      if (granted.permissions.includes(permission)) allowedUntil.set(key, Date.now() + 60_000)
      else throw`,
      ),
      insertBefore(
        permissionsPlugin,
        "fastify.decorate('permissionsIn', permissionsIn)",
        'const allowedUntil = new Map<string, number>()',
      ),
    ],
  },
  'cache-invalidated-before-commit': {
    defect:
      'Entries are dropped before the change is committed, and a reader puts the old value back.',
    kills: ['cache.role-change-visible'],
    edits: [
      edit(
        cachePlugin,
        'await cache.announce(invalidations)',
        `await cache.invalidate(invalidations)
      await tx.query('select pg_sleep(0.03)')`,
      ),
      edit(
        cachePlugin,
        `    // Committed: from here on it is completed, even if the client disconnects.
    await detached(() => catchUp.invalidate(invalidations))`,
        '    await outbox.remove(db, invalidations)',
      ),
    ],
  },
  'cache-fill-without-fence': {
    defect: 'A reader that loaded before a change puts the old value back after it.',
    kills: ['cache.no-stale-fill'],
    edits: [
      edit(
        cacheCommands,
        "  if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end\n",
        '',
      ),
    ],
  },
  /** Only the process that made the change drops its copy. */
  'cache-copies-in-memory': {
    defect:
      'Each process keeps copies for a moment, and drops only its own when it changes a role.',
    kills: ['cache.role-change-visible'],
    blinds: copiesBlind,
    edits: [
      ...keepCopies,
      insertBefore(
        cache,
        'const settled = invalidations.map(',
        'for (const { key } of invalidations) this.copies.delete(key)',
      ),
    ],
  },
  /** Every worker of the replica that changes is told, no other replica: one alone looks well. */
  'cache-invalidated-on-one-replica': {
    defect: 'Each process keeps copies, and only those of the replica that changes are dropped.',
    kills: ['cache.role-change-visible'],
    blinds: copiesBlind,
    edits: [
      ...keepCopies,
      insertBefore(
        primary,
        "if (message.type === 'listen-failed') {",
        overlay('cache-invalidated-on-one-replica/primary.part.ts'),
      ),
      insertBefore(
        cache,
        'const settled = invalidations.map(',
        `const stale = invalidations.map(({ key }) => key)
await new Promise((told) => process.send?.({ stale }, told))`,
      ),
      insertAfter(
        cache,
        'this.redis = defineCacheCommands(redis)',
        `process.on('message', ({ stale = [] }: { stale?: string[] }) => {
  for (const key of stale) this.copies.delete(key)
})`,
      ),
    ],
  },
  'cache-rights-remembered-by-routes': {
    defect: 'Each process remembers for a minute what somebody may do, and lists what is true.',
    kills: ['cache.role-change-visible'],
    edits: [
      insertBefore(
        permissionsPlugin,
        "fastify.decorate('requirePermission', (permission: Permission) => {",
        'const remembered = new Map<string, { granted: Granted; untilMs: number }>()',
      ),
      edit(
        permissionsPlugin,
        'const granted = await permissionsIn(request, companyId)',
        `const key = \`\${request.userId}:\${companyId}\`
      const known = remembered.get(key)
      const isFresh = known !== undefined && known.untilMs > Date.now()
      const granted = isFresh ? known.granted : await permissionsIn(request, companyId)
      if (!isFresh) remembered.set(key, { granted, untilMs: Date.now() + 60_000 })`,
      ),
    ],
  },
  'cache-strangers-remembered': {
    defect: 'Each process remembers for a minute who is no member, and a grant does not end it.',
    kills: ['cache.role-change-visible', 'cache.membership-visible'],
    edits: [
      insertBefore(
        permissionsPlugin,
        'async function permissionsIn(',
        'const strangers = new Map<string, number>()',
      ),
      insertBefore(
        permissionsPlugin,
        'const granted = await cache.read<Granted>({',
        overlay('cache-strangers-remembered/refuse.part.ts'),
      ),
      edit(
        permissionsPlugin,
        "if (await companies.exists(db, companyId)) throw new ForbiddenError('not a member')",
        overlay('cache-strangers-remembered/remember.part.ts'),
      ),
    ],
  },
  'cache-removal-keeps-the-entry': {
    defect: 'Who is taken out of a company keeps the permissions that the cache has.',
    kills: ['cache.membership-visible'],
    edits: [
      edit(
        membersRoute,
        `    const { companyId, userId } = request.params
    await fastify.changeAndInvalidate(staleKeys(companyId, userId), async (tx) => {
      await checkChange(tx, { companyId, userId, actorId: request.userId, role: undefined })`,
        `    const { companyId, userId } = request.params
    await fastify.changeAndInvalidate([companySummaryKey(companyId)], async (tx) => {
      await checkChange(tx, { companyId, userId, actorId: request.userId, role: undefined })`,
      ),
    ],
  },
  'cache-invalidate-open-to-users': {
    defect: 'Whoever is logged in may clear the permissions of all.',
    kills: ['cache.invalidate-endpoint'],
    edits: [
      edit(adminRoute, 'preHandler: fastify.requireAdmin', 'preHandler: async () => undefined'),
    ],
  },
  'cache-invalidate-does-nothing': {
    defect: 'The endpoint for invalidation answers, and clears nothing.',
    kills: [
      'cache.invalidate-endpoint',
      'cache.clear-nonblocking',
      'operations.drill-stale-permissions',
    ],
    edits: [
      edit(
        adminRoute,
        'return { invalidated: await cache.clear(pattern) }',
        'return { invalidated: pattern.length > 0 ? 0 : await cache.clear(pattern) }',
      ),
    ],
  },
  'cache-invalidate-one-clears-all': {
    defect: 'To clear the permissions of one user clears those of all.',
    kills: ['cache.invalidate-endpoint'],
    edits: [
      edit(
        adminRoute,
        'userId === undefined ? allPermissionsPattern',
        'userId !== 0 ? allPermissionsPattern',
      ),
    ],
  },
  'cache-clear-with-keys': {
    defect: 'All is cleared by KEYS, in one go.',
    kills: ['cache.clear-nonblocking'],
    edits: [
      edit(
        cache,
        `const scan = this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', 500)
      const [next, keys] = await within(scan, invalidationMs, 'clear')
      cursor = next`,
        'const keys = await this.redis.keys(pattern)',
      ),
    ],
  },
  'cache-clear-everything': {
    defect: 'To clear permissions empties the whole of Redis.',
    kills: ['cache.clear-nonblocking'],
    edits: [
      insertAfter(
        cache,
        `let cursor = '0'
    let removed = 0`,
        "if (pattern.startsWith('user:*')) await this.redis.flushdb()",
      ),
    ],
  },
  'cache-invalidate-by-prefix': {
    defect: 'To clear the permissions of user 1 clears those of 10 to 19, too.',
    kills: ['cache.invalidate-endpoint'],
    edits: [
      edit(
        adminRoute,
        ': userPermissionsPattern(userId)',
        ': userPermissionsPattern(userId).replace(`:${userId}:`, `:${userId}*:`)',
      ),
    ],
  },
  'cache-clear-in-one-go': {
    defect: 'All is cleared by one scan of everything, and one command that deletes.',
    kills: ['cache.clear-nonblocking'],
    edits: [edit(cache, "'COUNT', 500", "'COUNT', 1_000_000")],
  },
  'cache-records-shown-before-the-check': {
    defect: 'A record that the cache has is shown before anybody looks at permissions.',
    kills: ['cache.membership-visible', 'cache.tenant-isolation'],
    edits: [
      edit(
        recordRoute,
        'fastify.get(item, { schema: readSchema, preHandler: mayRead }, async (request) => {',
        `fastify.get(item, { schema: readSchema }, async (request) => {
    const shown = await fastify.redis.get(\`record:\${request.params.recordId}\`).catch(() => null)
    if (shown !== null) return JSON.parse(shown)
    await mayRead(request)`,
      ),
      edit(
        recordRoute,
        'return toReply(found(await records.byId(db, companyId, recordId)))',
        `const reply = toReply(found(await records.byId(db, companyId, recordId)))
    const text = JSON.stringify(reply)
    await fastify.redis.set(\`record:\${recordId}\`, text, 'EX', 60).catch(() => null)
    return reply`,
      ),
    ],
  },
})
