/** Who is connected to a Redis server. */

/** Whether a `CLIENT LIST` has a connection besides ours. */
export function hasOthers(list: string, ourId: number): boolean {
  return list.split('\n').some((line) => /^id=\d+ /.test(line) && !line.startsWith(`id=${ourId} `))
}
