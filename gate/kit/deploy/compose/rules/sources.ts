/** Configs, secrets, volumes and networks: where they come from. */
import { mapOf } from '#gate/yaml-map.ts'
import { knownText, type ResolvedFile, type Rule, refused } from './rule.ts'

const origins = {
  configs: ['file', 'environment', 'content'],
  secrets: ['file', 'environment'],
} as const

const isFalse = (value: unknown) => /^(?:false|no|off|n)$/i.test(knownText(value) ?? '')

/** A config or a secret has one origin. */
export const origin: Rule = function* ({ document }: ResolvedFile) {
  for (const kind of ['configs', 'secrets'] as const) {
    for (const [name, value] of Object.entries(mapOf(document[kind]))) {
      const definition = mapOf(value)
      const given = origins[kind].filter((key) => definition[key] !== undefined)
      const path = [kind, name]
      if (given.length > 1) yield refused(path, `has both ${given.join(' and ')}`)
      const isExternal = definition.external !== undefined && !isFalse(definition.external)
      // A driver makes the content of a config; for a secret Compose knows none.
      const isElsewhere = isExternal || (kind === 'configs' && definition.driver !== undefined)
      if (given.length > 0 || isElsewhere) continue
      yield refused(path, `must have one of ${origins[kind].join(', ')}, or be external`)
    }
  }
}

/** What exists already has nothing else to be said of it. */
export const external: Rule = function* ({ document }: ResolvedFile) {
  for (const kind of ['networks', 'volumes', 'configs', 'secrets']) {
    for (const [name, value] of Object.entries(mapOf(document[kind]))) {
      const { name: own, external: elsewhere } = mapOf(value)
      const old = mapOf(elsewhere).name
      if (old === undefined || own === undefined || old === own) continue
      yield refused([kind, name], 'has two names: name and external.name')
    }
  }
  for (const [name, value] of Object.entries(mapOf(document.volumes))) {
    const definition = mapOf(value)
    if (!['true', 'yes', 'on', 'y'].includes(knownText(definition.external) ?? '')) continue
    const keys = Object.keys(definition)
    const other = keys.find((key) => !['name', 'external'].includes(key) && !key.startsWith('x-'))
    if (other) yield refused(['volumes', name], `is external, and cannot have ${other}`)
  }
}
