export const roles = ['owner', 'admin', 'editor', 'viewer'] as const
export type Role = (typeof roles)[number]

export type Permission =
  | 'company:read'
  | 'members:manage'
  | 'owners:manage'
  | 'records:read'
  | 'records:write'

const read: Permission[] = ['company:read', 'records:read']

/** What each role may do in its company. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  owner: [...read, 'records:write', 'members:manage', 'owners:manage'],
  admin: [...read, 'records:write', 'members:manage'],
  editor: [...read, 'records:write'],
  viewer: read,
}
