/** Which nginx the deployment runs, by the image of its edge. */
import type { ComposeService } from '../deploy/compose/compose-file.ts'
import { markOpen } from '../deploy/compose/substitution.ts'
import type { EdgeService } from './edge-service.ts'
import { type Version, versionIn } from './versions.ts'

export interface EdgeImage {
  /** As written; undefined if it is not known. */
  image: string | undefined
  /** Undefined if the tag is none, or one that moves. */
  version: Version | undefined
  /** Whether it is an official image as it comes: with the modules of nginx, and no others. */
  isStock: boolean
}

/** Stands for what only the operator knows; no image's name has it. */
const mark = '\0'

const unknown: EdgeImage = { image: undefined, version: undefined, isStock: false }

/** The parts of an image's name. */
function partsOf(image: string) {
  const [name = '', tag = ''] = image.replace(/@sha256:.*$/, '').split(/:(?=[^/]*$)/)
  return { name, tag, last: name.split('/').at(-1) ?? '' }
}

/** Whether an image has the versions of nginx: other images have versions of their own. */
export function isNginx(image: string): boolean {
  return /^(nginx|nginx-unprivileged|openresty)$/.test(partsOf(image).last)
}

/** What an image's name says. */
function readImage(image: string): EdgeImage {
  const { name, tag, last } = partsOf(image)
  const isStock =
    isNginx(image) &&
    last !== 'openresty' &&
    /^((docker\.io\/)?(library\/)?nginx|.*nginx-unprivileged)$/.test(name)
  return { image, version: isNginx(image) ? versionIn(tag) : undefined, isStock }
}

/** Whether the operator chooses the image, and not only its tag. */
function isChosen(image: unknown): boolean {
  return markOpen(String(image ?? ''), mark)
    .replace(/:[^/]*$/, '')
    .includes(mark)
}

/** Whether a service runs an official image as it comes. */
export function isStockService({ image, written }: ComposeService): boolean {
  return written.build === undefined && !isChosen(written.image) && readImage(image).isStock
}

/** The image of the edge's service, or what it is built from. */
export function edgeImageOf(edge: EdgeService | undefined): EdgeImage {
  if (!edge) return unknown
  if (edge.service.written.build !== undefined) {
    const base = edge.dockerfile?.base
    return base === undefined ? unknown : { ...readImage(base), isStock: false }
  }
  const { image } = edge.service
  return image === '' ? unknown : { ...readImage(image), isStock: isStockService(edge.service) }
}
