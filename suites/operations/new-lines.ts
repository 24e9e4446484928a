/** What a command prints for one deployment and not for another. Pure. */

/** The line without times, durations and counts, which differ from run to run. */
function shapeOf(line: string): string {
  return line
    .trim()
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.,+Z-]*/g, '#')
    .replace(/\d+(\.\d+)?( ?m?s\b)?/g, '#')
}

/** Lines of one output that the other lacks, ignoring figures. */
export function newLines(output: string, other: string): string[] {
  const known = new Set(other.split('\n').map(shapeOf))
  return output.split('\n').filter((line) => line.trim() !== '' && !known.has(shapeOf(line)))
}
