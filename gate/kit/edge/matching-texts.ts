/** Texts that a regular expression of a configuration matches. */
import fc from 'fast-check'

const tried = 40
const seed = 1
const most = 3

/** Without what JavaScript lacks, or what the generator does: they are checked afterwards. */
const simplified = (pattern: string) =>
  pattern
    .replace(/\(\?[=!<][=!]?[^()]*\)(?!>)/g, (group) => (/^\(\?<\w/.test(group) ? group : ''))
    .replace(/(?<!\\)\.(?=[*+?{]|$|[^*+?{])/g, '[a-z]')

function expression(pattern: string, isCaseless: boolean): RegExp {
  // PCRE's older notation of a named group.
  return new RegExp(pattern.replaceAll('(?P<', '(?<'), isCaseless ? 'i' : '')
}

/**
 * A few short ones of letters, digits and what stands in paths and names; none if the expression is
 * not understood.
 */
export function matchingTexts(pattern: string, isCaseless: boolean): string[] {
  try {
    const wanted = expression(pattern, isCaseless)
    const texts = fc.stringMatching(expression(simplified(pattern), false))
    return [...new Set(fc.sample(texts, { seed, numRuns: tried }))]
      .filter((text) => /^[\w./~-]*$/.test(text) && wanted.test(text))
      .sort((one, other) => one.length - other.length)
      .slice(0, most)
  } catch {
    return []
  }
}
