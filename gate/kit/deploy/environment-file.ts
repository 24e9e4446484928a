/** The environment file that a target ships as an example. */

/** A line of it, including one that is commented out as a template. */
const assignment = /^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?([A-Z_][A-Z0-9_]*)=/gm

/** The names of the variables in an environment file. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(assignment)].flatMap(([, name]) => name ?? [])
}
