/** Which nginx the deployment runs, by the image of its edge. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { DockerfileParser } from 'dockerfile-ast'
import { substitute } from '../deploy/compose/substitution.ts'
import { isMap } from '../deploy/compose/yaml.ts'
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

const unknown: EdgeImage = { image: undefined, version: undefined, isStock: false }

/** What an image's name says. Other images have versions of their own. */
function readImage(image: string): EdgeImage {
  const [name = '', tag = ''] = image.replace(/@sha256:.*$/, '').split(/:(?=[^/]*$)/)
  const last = name.split('/').at(-1) ?? ''
  const isNginx = /^(nginx|nginx-unprivileged|openresty)$/.test(last)
  const isStock =
    isNginx &&
    last !== 'openresty' &&
    /^((docker\.io\/)?(library\/)?nginx|.*nginx-unprivileged)$/.test(name)
  return { image, version: isNginx ? versionIn(tag) : undefined, isStock }
}

/** The image that a Dockerfile's last stage starts from, stages of its own followed. */
function baseOf(dockerfile: string): string | undefined {
  const parsed = DockerfileParser.parse(dockerfile)
  const defaults = Object.fromEntries(
    parsed.getInitialARGs().flatMap((each) => {
      const property = each.getProperty()
      const value = property?.getValue()
      return property && value ? [[property.getName(), value]] : []
    }),
  )
  const stages = parsed.getFROMs()
  const follow = (name: string | undefined, left: number): string | undefined => {
    const stage = stages.findLast((each) => each.getBuildStage() === name)
    const image = stage?.getImage()
    return stage && image && left > 0 ? follow(image, left - 1) : name
  }
  const image = follow(stages.at(-1)?.getImage() ?? undefined, stages.length)
  return image === undefined ? undefined : substitute(image, defaults).text
}

function builtImage({ service: { written }, folder }: EdgeService): EdgeImage {
  const build = isMap(written.build) ? written.build : { context: written.build }
  const context = resolve(folder, substitute(String(build.context ?? '.')).text)
  const file = resolve(context, substitute(String(build.dockerfile ?? 'Dockerfile')).text)
  const base = existsSync(file) ? baseOf(readFileSync(file, 'utf8')) : undefined
  return base === undefined ? unknown : { ...readImage(base), isStock: false }
}

/** The image of the edge's service, or what it is built from. */
export function edgeImageOf(edge: EdgeService | undefined): EdgeImage {
  if (!edge) return unknown
  if (edge.service.written.build !== undefined) return builtImage(edge)
  return edge.service.image === '' ? unknown : readImage(edge.service.image)
}
