/** What a command says of one deployment and not of another. Pure. */

/** Moments, durations and counts differ from run to run and say nothing. */
function shapeOf(line: string): string {
  return line
    .trim()
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.,+Z-]*/g, '#')
    .replace(/\d+(\.\d+)?( ?m?s\b)?/g, '#')
}

/** Lines of one output that the other has not, but for figures. */
export function newLines(output: string, other: string): string[] {
  const known = new Set(other.split('\n').map(shapeOf))
  return output.split('\n').filter((line) => line.trim() !== '' && !known.has(shapeOf(line)))
}
