/** The part of the contract about the cache in Redis. */
import * as z from 'zod'
import { fn, text } from './fields.ts'

/** What the cache has counted since the start, summed over all processes. */
export interface CacheFigures {
  /** Reads that the cache answered. */
  hits: number
  /** Reads that the cache could not answer. */
  misses: number
}

export const cacheSchema = z.strictObject({
  /**
   * The key of a permission entry. With a single tenant the company is empty. Default:
   * `user:{userId}:company:{companyId}:permissions`.
   */
  permissionKey: fn<(userId: string, companyId: string) => string>().exactOptional(),
  /**
   * A pattern for SCAN that matches the entries of `operations.readCompany`, or those of a
   * `readRecord` that is `cached`. Default: claims about them are unverified.
   */
  otherKeys: text.exactOptional(),
  /**
   * SQL that gives a user a role as `operations.changeRole` does, without the backend noticing.
   * Default: claims that need it are unverified.
   */
  changeRoleBySql:
    fn<(companyId: string, userId: string, role: string) => string>().exactOptional(),
  /**
   * Reads the counts for permission entries out of the body of `endpoints.metrics`. Default: claims
   * about hits are unverified.
   */
  figures: fn<(metrics: string) => CacheFigures>().exactOptional(),
})

/** The guide's key of a permission entry. */
export function guidePermissionKey(userId: string, companyId: string): string {
  return `user:${userId}:company:${companyId}:permissions`
}
