/** Keys of well-known providers: secretlint's rules know how each looks. */
import { posix } from 'node:path'
import { rules } from '@secretlint/secretlint-rule-preset-recommend'
import type { SecretLintRuleContext, SecretLintSourceCode } from '@secretlint/types'
import { explainedShare, isReference } from './randomness.ts'

/**
 * What is judged here by ourselves, since images hold examples and templates as well; and comments
 * that ask a linter to look away, which is not the author's to ask of a gate.
 */
const ours = /-(privatekey|basicauth|database-connection-string|filter-comments)$/
const used = rules.filter(({ meta }) => !ours.test(meta.id))

/** Sandboxes of providers; and a token in .npmrc is looked for here, too. */
const harmless = /\btest\b|^npmrc /i

type Message = ReturnType<ReturnType<SecretLintRuleContext['createTranslator']>>

/** A rule's message without what it found: `found slack token: …` is `slack token`. */
function inWords({ message }: Message): string {
  return message.replace(/^found /, '').replace(/[\s:]+$/, '')
}

/** A source as rules see it: they look at the text, the path and its extension alone. */
function sourceOf(text: string, path: string): SecretLintSourceCode {
  const source = { content: text, filePath: path, ext: posix.extname(path), contentType: 'text' }
  return source as unknown as SecretLintSourceCode
}

/**
 * The kinds of providers' keys in a text, in words, never the keys themselves. The rules run
 * without secretlint's core, whose profiler keeps an entry for every rule and file.
 */
export function providerKeysIn(text: string, path = ''): string[] {
  const found = new Set<string>()
  const source = sourceOf(text, path)
  const context: SecretLintRuleContext = {
    sharedOptions: {},
    createTranslator: (messages) => (messageId, props) => {
      // Everything that a message would show is left out of it.
      const hidden = new Proxy({}, { get: () => '' }) as typeof props
      const message = messages[messageId]?.en(hidden) ?? String(messageId)
      return { message, messageId: String(messageId), data: props }
    },
    report: ({ message, range: [start, end] }) => {
      const words = inWords(message)
      const key = text.slice(start, end)
      const isExample = key.length < 200 && (isReference(key) || explainedShare(key) > 0.6)
      if (!isExample && !/example/i.test(key) && !harmless.test(words)) found.add(words)
    },
    ignore: () => {},
  }
  for (const rule of used) void rule.create(context, {}).file?.(source)
  return [...found]
}
