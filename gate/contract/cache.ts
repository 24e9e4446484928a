/** The part of a target's contract that is about its cache in Redis. */

/** How often the cache answered and how often it had to load, since the start, all processes. */
export interface CacheFigures {
  hits: number
  misses: number
}

export interface CacheConfig {
  /** The key of a permission entry. Default: `user:{userId}:company:{companyId}:permissions`. */
  permissionKey?(userId: string, companyId: string): string
  /** A pattern, as SCAN takes it, of entries that `operations.readCompany` leaves. */
  otherKeys?: string
  /** SQL that gives a user a role as `operations.changeRole` does, past the backend. */
  changeRoleBySql?(companyId: string, userId: string, role: string): string
  /** Reads what happened to permission entries out of what `endpoints.metrics` answers. */
  figures?(metrics: string): CacheFigures
}

/** The guide's key. */
export function guidePermissionKey(userId: string, companyId: string): string {
  return `user:${userId}:company:${companyId}:permissions`
}
