/** What came of a trial, for people. Pure. */
import type { Tried } from './tried.ts'

const marks: Record<Tried['result'], string> = { works: 'ok ', fails: '-- ', 'not tried': ' . ' }

/** One line for each part, with the keys to change below what fails. */
export function renderTried(all: readonly Tried[]): string {
  const width = Math.max(...all.map(({ key }) => key.length))
  const below = `\n${' '.repeat(width + 8)}`
  const lines = all.flatMap(({ key, result, told, change }) => [
    `  ${marks[result]} ${key.padEnd(width)}  ${told.split('\n').join(below)}`,
    ...(change ? [`${' '.repeat(width + 8)}likely to change: ${change.join(', ')}`] : []),
  ])
  const failed = all.filter(({ result }) => result === 'fails').length
  const isWhole = all.every(({ result }) => result === 'works')
  const end =
    failed === 0
      ? isWhole
        ? 'Everything that the config says was found to work.'
        : 'What could be tried was found to work.'
      : `${failed} of ${all.length} parts do not work as the config says.`
  return `${lines.join('\n')}\n\n${end}\n`
}
