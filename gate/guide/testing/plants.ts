/** Errors planted in guides that have none, each by a small edit: see test/fixtures/guides. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '#gate/installation.mjs'

export interface Plant {
  /** The file that is edited. */
  guide: string
  what: string
  /** Text that the guide has once, and what stands in its place. */
  edits: readonly { from: string; to: string }[]
  /** What is found then: ids, and nothing else. */
  finds: readonly string[]
  /** Of the text of the line where it is found. */
  at: string
}

const folder = join(root, 'test/fixtures/guides')
const names = readdirSync(folder)

/** Guides without contradictions. */
export const soundGuides: readonly string[] = names.filter((name) => name.endsWith('.md'))

/** The text of one of them. */
export function soundGuide(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

const ending = '.plants.yaml'

export const plants: readonly Plant[] = names
  .filter((name) => name.endsWith(ending))
  .flatMap((name) => {
    const some: Omit<Plant, 'guide'>[] = parse(readFileSync(join(folder, name), 'utf8'))
    return some.map((plant) => ({ ...plant, guide: name.replace(ending, '.md') }))
  })

/** A guide with an error planted. @throws Error if it does not have a text once */
export function planted({ guide, edits }: Plant): string {
  return edits.reduce((text, { from, to }) => {
    if (text.split(from).length !== 2) throw new Error(`${guide} has not once: ${from}`)
    return text.replace(from, () => to)
  }, soundGuide(guide))
}
