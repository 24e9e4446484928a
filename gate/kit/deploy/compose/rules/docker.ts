/** Texts that the schema and Compose take, and Docker refuses when a container is made. */
import { knownText, type ResolvedFile, type Rule, undeployable } from './rule.ts'

const restarts = /^(?:no|always|unless-stopped|on-failure(?::\d+)?)?$/

/** A domain with a port, the parts of a name, a tag, a digest: as the registries define it. */
const part = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const domain = String.raw`(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:]+\])(?::\d+)?`
const reference = new RegExp(
  `^(?:${domain}/)?${part}(?:/${part})*(?::\\w[\\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-fA-F]{32,})?$`,
)

/** Docker knows the restart policy and can read the image's name. */
export const daemon: Rule = function* ({ services }: ResolvedFile) {
  for (const [name, service] of Object.entries(services)) {
    const restart = knownText(service.restart)
    if (restart !== undefined && !restarts.test(restart)) {
      const message = `must be no, always, unless-stopped or on-failure, not ${restart}`
      yield undeployable(['services', name, 'restart'], message)
    }
    const image = knownText(service.image)
    if (typeof image === 'string' && image !== '' && !reference.test(image)) {
      const message = `is no name of an image: ${image}`
      yield undeployable(['services', name, 'image'], message)
    }
  }
}
