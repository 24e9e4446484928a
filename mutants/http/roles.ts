/** Roles and the permissions that follow from them. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { cache, permissionsPlugin } from '../paths.ts'

const members = 'reference-app/src/repositories/members.ts'
const membersRoute = 'reference-app/src/routes/api/v1/members.ts'

export const roles = defineMutants('http', {
  'membership-cannot-be-taken': {
    defect: 'Who is to be taken out of a company is not found, and stays in it.',
    kills: ['http.critical-endpoints'],
    blinds: ['cache.membership-visible'],
    edits: [edit(members, '[companyId, userId])).length > 0', '[companyId, userId])).length > 1')],
  },
  'permissions-of-outsiders': {
    defect: 'Who is no member may read the company, and is told so.',
    kills: ['http.critical-endpoints'],
    alsoKills: ['cache.tenant-isolation'],
    edits: [
      edit(
        permissionsPlugin,
        "throw new ForbiddenError('not a member')",
        "return { role: 'viewer', permissions: ['company:read'] }",
      ),
    ],
  },
  'role-change-by-anyone': {
    defect: 'Whoever is logged in gives roles in every company.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        membersRoute,
        "if (!allowed.includes('members:manage')) throw new ForbiddenError('not allowed')",
        '',
      ),
      edit(membersRoute, "preHandler: fastify.requirePermission('members:manage'),", ''),
    ],
  },
  'role-change-by-owners-elsewhere': {
    defect: 'Whoever owns any company gives roles in every other one.',
    kills: ['http.critical-endpoints'],
    naming: ['change a role of another company as an owner'],
    edits: [
      edit(membersRoute, "preHandler: fastify.requirePermission('members:manage'),", ''),
      edit(
        membersRoute,
        'const actor = await members.role(tx, companyId, actorId)',
        `const text = 'SELECT role FROM memberships WHERE user_id = $1 ORDER BY company_id <> $2'
  const [row] = await tx.query<{ role: Role }>(text, [actorId, companyId])
  const actor = row?.role`,
      ),
    ],
  },
  'role-change-by-readers': {
    defect: 'Whoever may read may give roles, to oneself as well.',
    kills: ['http.critical-endpoints'],
    naming: ['give itself the role of a writer as a reader'],
    edits: [
      edit(
        membersRoute,
        "if (!allowed.includes('members:manage'))",
        "if (!allowed.includes('records:read'))",
      ),
      edit(
        membersRoute,
        "fastify.requirePermission('members:manage')",
        "fastify.requirePermission('records:read')",
      ),
    ],
  },
  'role-change-lost': {
    defect: 'A role change is acknowledged and not made.',
    kills: ['http.critical-endpoints'],
    edits: [edit(membersRoute, 'await members.set(tx, companyId, userId, role)', '')],
  },
  'role-change-not-seen': {
    defect: 'After a role change the permissions from before it are answered.',
    kills: [
      'http.critical-endpoints',
      'cache.role-change-visible',
      'cache.membership-visible',
      'cache.no-stale-fill',
      'cache.lost-invalidation',
    ],
    edits: [
      insertBefore(
        cache,
        'const settled = invalidations.map(',
        'if (invalidations.length > 0) return',
      ),
      insertBefore(
        cache,
        'const commands = this.redis.multi()',
        'if (invalidations.length > 0) return',
      ),
    ],
  },
  'roles-all-alike': {
    defect: 'Who may write gets the permissions of who may read.',
    kills: ['http.critical-endpoints'],
    edits: [
      edit(
        'reference-app/src/lib/roles.ts',
        "editor: [...read, 'records:write'],",
        'editor: read,',
      ),
    ],
  },
})
