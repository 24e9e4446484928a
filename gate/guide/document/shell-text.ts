/** Blocks of a shell as scripts: without prompts, printed output and placeholders. */
import type { CodeBlock } from './blocks.ts'

const prompt = /^(\s*)(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[:~\w/ -]*)?[$%] /
/** `<your-domain>`, which the shell would take for a redirection. */
const placeholder = /<([A-Za-z.…][\w .:/|…-]*)>/g

/**
 * The script of a block, line by line as in the guide. In a session with prompts everything else
 * is output.
 */
export function scriptOf({ text }: Pick<CodeBlock, 'text'>): string {
  const lines = text.split('\n')
  const isSession = lines.some((line) => prompt.test(line))
  let isContinued = false
  const kept = lines.map((line) => {
    const isCommand = prompt.test(line) || isContinued
    isContinued = isCommand && line.endsWith('\\')
    return isSession && !isCommand ? '' : line.replace(prompt, '$1')
  })
  return kept.join('\n').replace(placeholder, (_, name: string) => name.replace(/\W/g, '-'))
}
