/** Whether a comment is a reason for making a service public. Pure. */

const anyOf = (...words: readonly string[]) => `(?:${words.join('|')})`

/** The beginning of commented-out code, or of a directive for a linter. */
const noSentence = new RegExp(
  `^${anyOf(
    '[-$&|{[]',
    '(?:gcloud|docker)\\b',
    // `NAME=value`, `key:value`, and keys of a build file.
    '\\w+=',
    '\\w+:\\S*$',
    '(?:args|name|entrypoint|env|id|script|dir)\\s*:',
    '(?:yamllint|noqa|nosec|checkov|tfsec|trivy|kics|shellcheck|cspell|prettier)\\b',
    '(?:hack|xxx|fix[m]e|to[d]o)\\b',
  )}`,
  'i',
)

/** A title says what a step does. */
const numbered = /^(?:step\b\s*\d*|\d+)\s*[.:)-]*\s*/i
const deeds = anyOf(
  'deploy|build|push|publish|release|roll|run|update|create|make|set|start',
  'enable|allow|open|expose',
)
const title = new RegExp(`^(?:now |then |finally,? )?${deeds}(?:s|es|ing)?\\b`, 'i')
const because = new RegExp(
  `\\b${anyOf(
    'because|since|so that|so|as|for|therefore|without|who|whose|which|only',
    'needed|needs?|must|has to|have to|cannot',
  )}\\b|[;:,.]\\s`,
  'i',
)

/** Words for callers and their access, in several languages. */
const callers = new RegExp(
  `\\b${anyOf(
    'public|publicly|any(?:one|body)|every(?:one|body)|people|strangers?|internet|access|open',
    'users?|visitors?|customers?|clients?|partners?|browsers?|mobile|apps?|front-?end|website',
    'webhooks?|third part(?:y|ies)|crawlers?|callers?|calls?|called|invok\\w+',
    'un?authenticat\\w+|authenticat\\w+|authoriz\\w+|auth|tokens?|jwt|oauth|iam|identity',
    'log(?:s|ged)?[ -]?in|sign(?:s|ed)?[ -]?in|google account',
    'load balancer|gateway|proxy|firewall|cloudflare|cdn',
    'öffentlich\\w*|anmeld\\w*|nutzer\\w*|kund\\w*|besucher\\w*',
    'publi[cq]\\w*|utilisateurs?|usuari\\w+|clientes?|acc[eè]s\\w*',
  )}\\b`,
  'i',
)

/** Whether a comment is prose, not code or a directive. */
export function isSentence(text: string): boolean {
  return !noSentence.test(text)
}

/** What should be there instead, or later: advice, which speaks against it. */
const advice = new RegExp(
  `^${anyOf(
    'or|alternatively|instead',
    '(?:please )?(?:remove|change|replace|switch|use|consider|restrict|disable|delete|drop)',
  )}\\b|\\b${anyOf(
    'temporar\\w+|for now|for (?:testing|debugging|development|demo) only|only for testing',
    'remove (?:this|it|in|before|for)',
  )}\\b`,
  'i',
)

/** Flags and links: they speak of callers, and give no reason. */
const quotations = /["'`]?(?<![\w-])--[a-z][\w-]*["'`]?|https?:\/\/\S+/gi

/** Whether a comment gives a reason for public access. */
export function isReason(comment: string): boolean {
  const text = comment.replace(quotations, '').trim()
  if (!isSentence(comment) || !callers.test(text) || advice.test(text)) return false
  const unnumbered = text.replace(numbered, '')
  const isTitle = unnumbered !== text || title.test(unnumbered)
  return !isTitle || because.test(unnumbered.replace(title, ''))
}
