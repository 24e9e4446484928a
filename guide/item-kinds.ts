/** The kinds of items, by the form in which a guide writes them. */
export const itemKinds = [
  'checklist item',
  'list item',
  'table row',
  'sentence',
  'formula',
  'code block',
  /** In a code block: of a Dockerfile. */
  'instruction',
  /** Of a server's configuration. */
  'directive',
  /** Of YAML or JSON. */
  'service',
  'setting',
  /** Of an environment, wherever it is given. */
  'variable',
  /** Of a shell. */
  'command',
  /** Of a program: a call, a decorator, the head of a function or class. */
  'statement',
  /** Of a block in a form that nothing here reads. */
  'line',
] as const

export type ItemKind = (typeof itemKinds)[number]
