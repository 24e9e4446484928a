/** The key of one user's permissions in one company; operators look it up and clear it by name. */
export function permissionsKey(userId: number, companyId: number): string {
  return `user:${userId}:company:${companyId}:permissions`
}

export const allPermissionsPattern = 'user:*:company:*:permissions'

export function userPermissionsPattern(userId: number): string {
  return `user:${userId}:company:*:permissions`
}

export function companySummaryKey(companyId: number): string {
  return `company:${companyId}:summary`
}
