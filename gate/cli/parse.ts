import { messageOf } from '#gate/errors.ts'
import { usage } from './arguments.ts'

/** Runs a parser of arguments; what it does not understand is a usage error. */
export function parseStrict<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw usage(messageOf(error), 'see: preflight help')
  }
}
