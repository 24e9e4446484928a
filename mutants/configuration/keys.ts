import type { Edit } from '../mutant.ts'

/**
 * Judges keys otherwise than the deployment does.
 * @param reason an expression of `value` and `variable` that gives the reason of a refusal
 */
export function judging(reason: string): Edit {
  return {
    file: 'reference-app/src/config/production.ts',
    find: 'const reason = keyRefusal(settings[variable])',
    replace: `const value = settings[variable]
    const reason = ${reason}`,
  }
}

/** Lets values pass that the deployment refuses. @param test an expression of `value` */
export function accepting(test: string): Edit {
  return judging(`${test} ? undefined : keyRefusal(value)`)
}
