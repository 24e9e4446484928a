/** Which words of a guide are the path of a file. */
import { posix } from 'node:path'

/** Files that have no ending. */
const bareNames =
  /^(?:Docker|Container|Caddy|Proc|Make|Gem|Jenkins)file(?:\.[\w-]+)*$|^\.?env(?:\.[\w-]+)*$/
/** Endings of hosts, versions and calls, which look like those of files. */
const noEnding = /\.(?:com|org|net|io|dev|app|local|internal|test|example|\d+)$/i
const folders = /^\/(?:etc|usr|opt|srv|var|home)\/\S+/
const characters = /^[\w.~@/{}$-]+$/
const ending = /[\w)}-]\.[a-z][\w-]{0,12}$/i

/** Whether a word is the path of a file: `docker/app/Dockerfile`, `.env.production`. */
export function isFilePath(word: string): boolean {
  if (!characters.test(word) || word.endsWith('/') || word.includes('//')) return false
  const name = posix.basename(word)
  if (bareNames.test(name) || /^\.[a-z][\w.-]+$/i.test(name)) return true
  if (folders.test(word)) return true
  return ending.test(name) && !noEnding.test(name)
}

const comment = new RegExp(
  [
    String.raw`^\s*(?:#|\/\/|;|--|<!--|\/\*)+\s*`,
    String.raw`(?:file(?:name)?:\s*|path:\s*)?\x60?([^\s\x60]+?)\x60?\s*(?:-->|\*\/)?\s*$`,
  ].join(''),
  'i',
)

/** The path in a comment that is nothing but a path. */
export function pathInComment(line: string): string | undefined {
  const [, word] = comment.exec(line) ?? []
  return word !== undefined && isFilePath(word) ? word : undefined
}

const attribute = /\b(?:title|filename|file|name|path)=(?:"([^"]+)"|'([^']+)'|([^\s}]+))/i

/** The path in what follows the opening fence: `yaml title="compose.yml"`, `yaml:compose.yml`. */
export function pathInInfo(info: string): string | undefined {
  const [, double, single, bare] = attribute.exec(info) ?? []
  const named = double ?? single ?? bare ?? /^[\w+-]+:(\S+)/.exec(info)?.[1]
  return named !== undefined && isFilePath(named) ? named : undefined
}

/** The last path in backticks of a heading or sentence that introduces a block. */
export function pathInProse(text: string): string | undefined {
  const words = [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
  return words.filter(isFilePath).at(-1)
}
