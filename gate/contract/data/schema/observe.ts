/** The schema of how the effect of a variable is seen. */
import * as z from 'zod'
import { regex, text } from '../../fields.ts'
import type { ObserveData } from '../compile/knobs.ts'
import { requestProblems, requestShape } from './request.ts'
import { source } from './source.ts'

/** A request, a look at the output, or rows. */
export const observeForm = z
  .strictObject({
    ...requestShape,
    /** Who asks. Default: nobody. */
    as: z.enum(['nobody', 'admin'], 'expected nobody or admin').exactOptional(),
    /** What of the answer is compared. Default: its body. */
    result: source.exactOptional(),
    /** In place of a request: a regular expression for what the process prints. */
    output: regex.exactOptional(),
    /** In place of a request: SQL whose rows are compared. */
    sql: text.exactOptional(),
  })
  .superRefine((data, context) => {
    if (data.output !== undefined || data.sql !== undefined) return
    for (const { path, message } of requestProblems(data as ObserveData, [])) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
  })
