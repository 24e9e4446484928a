/** What other compose files say of the service that runs the edge: Compose may merge them. */
import { globSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { mapOf } from '#gate/yaml-map.ts'
import type { ComposeService } from '../deploy/compose/compose-file.ts'
import { extendsElsewhere } from '../deploy/compose/extended.ts'
import { isLayer, servicesIn } from '../deploy/compose/layers.ts'
import { substitute } from '../deploy/compose/substitution.ts'

const besidePattern = '*compose*.{yml,yaml}'
/** Compose takes this file by itself. */
const isOverride = (file: string) => /^(docker-)?compose\.override\.ya?ml$/.test(basename(file))

/** The service of another file that one extends; undefined if it is not here as a whole. */
function extended({ written }: ComposeService, folder: string): ComposeService | undefined {
  const { file, service } = mapOf(written.extends)
  const all = servicesIn(resolve(folder, substitute(String(file)).text))
  const found = all.find(({ name }) => name === service)
  return found && !extendsElsewhere(found.written) ? found : undefined
}

/**
 * What other files have of a service: of the file that it extends, of files that are laid over its
 * own, and of those over which its own is laid.
 * @param file that has the service, absolute
 * @param whole files that deploy by themselves, absolute
 * @returns undefined if a part of it is not here
 */
export function partsElsewhere(
  service: ComposeService,
  file: string,
  whole: readonly string[],
): ComposeService[] | undefined {
  const folder = dirname(file)
  const base = extendsElsewhere(service.written) ? extended(service, folder) : []
  if (base === undefined) return undefined
  const isLaidOver = servicesIn(file).some(isLayer)
  const others = globSync(besidePattern, { cwd: folder })
    .map((name) => join(folder, name))
    .filter((path) => path !== file && !whole.includes(path))
  const beside = others.flatMap((path) => {
    const namesakes = servicesIn(path).filter(({ name }) => name === service.name)
    return namesakes.filter((each) => isLaidOver || isOverride(path) || isLayer(each))
  })
  return [base, beside].flat()
}
