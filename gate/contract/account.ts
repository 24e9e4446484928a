/** An account that can log in. */
import * as z from 'zod'

export const accountSchema = z.strictObject({
  /** The user name. The gate makes names that are unique in the run. */
  name: z.string(),
  /** The email address. */
  email: z.string(),
  /** The password, in plain text: it is kept out of the report. */
  password: z.string(),
})

/** An account that can log in. */
export type Account = z.infer<typeof accountSchema>
