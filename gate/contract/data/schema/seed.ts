/** The schemas of what makes the data model: commands and requests, as elsewhere in the config. */
import * as z from 'zod'
import type { RequestData } from '../types.ts'
import { command } from './command.ts'
import { requestProblems, requestShape } from './request.ts'

const request = z.strictObject(requestShape).superRefine((data, context) => {
  for (const { path, message } of requestProblems(data as RequestData, [])) {
    context.addIssue({ code: 'custom', path: [...path], message })
  }
})

export const seedCommands = z.array(command).readonly()
export const seedRequests = z.array(request).readonly()
