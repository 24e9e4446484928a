/** What a service takes from its host: mounts, devices, names of hosts. */
import { isMap, mapOf } from '#gate/yaml-map.ts'
import { itemsOf, knownText, type ResolvedFile, type Rule, refused } from './rule.ts'

/** Mounts say where they are within. */
export const mounts: Rule = function* ({ services }: ResolvedFile) {
  for (const [name, service] of Object.entries(services)) {
    for (const [at, mount] of itemsOf(service.volumes).entries()) {
      const path = ['services', name, 'volumes', at]
      if (isMap(mount)) {
        const { type, source, target } = mount
        if (target === undefined) yield refused(path, 'must have a target')
        if (type === 'bind' && !source) yield refused(path, 'must have a source')
        continue
      }
      const text = knownText(mount)
      if (text === undefined) continue
      const parts = text.replace(/^[a-z]:(?=[\\/])/i, '').split(':')
      if (parts.includes('')) yield refused(path, `has an empty part: "${text}"`)
      else if (parts.length > 3) yield refused(path, `has too many colons: "${text}"`)
    }
  }
}

/** Devices say where they are within, and hosts have an address. */
export const devices: Rule = function* ({ services }: ResolvedFile) {
  for (const [name, service] of Object.entries(services)) {
    for (const [at, device] of itemsOf(service.devices).entries()) {
      const path = ['services', name, 'devices', at]
      if (isMap(device) && device.target === undefined) yield refused(path, 'must have a target')
      const parts = knownText(device)?.split(':') ?? []
      if (parts.length > 3) yield refused(path, 'has too many colons')
    }
    for (const [at, host] of itemsOf(service.extra_hosts).entries()) {
      const text = knownText(host)
      if (text === undefined || /[:=]./.test(text)) continue
      yield refused(['services', name, 'extra_hosts', at], `has no address: "${text}"`)
    }
    for (const [at, value] of itemsOf(mapOf(service.develop).watch).entries()) {
      const { path: from, action, target } = mapOf(value)
      const path = ['services', name, 'develop', 'watch', at]
      if (from === '') yield refused(path, 'must have a path')
      const copies = !['rebuild', 'restart'].includes(String(action))
      if (target === undefined && copies) yield refused(path, 'must have a target')
    }
  }
}
