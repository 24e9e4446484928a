/**
 * Where a finding belongs in the files of the target: the manifest and the line that a failure
 * names, else the one manifest that the claim is about, else the config. What is no file of this
 * run is no place.
 */
import { isAbsolute, posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RunRecord } from '#gate/verdict/record.ts'
import { isClaimId } from '#guide/index.ts'
import { needsOf } from '#guide/needs/index.ts'
import type { Key } from '#guide/needs/need.ts'
import type { Finding } from './finding.ts'
import { oneLine } from './text.ts'

export interface Place {
  /** Relative to the folder in which the gate was called, or absolute. */
  file: string
  line?: number
}

interface JudgedFile {
  file: string
  sha256?: string
  /** What names a manifest in the config. */
  key?: Key
}

/** The files that were judged: the config, and its manifests from where the config is. */
export function judgedFiles({
  target,
}: Pick<RunRecord, 'target'>): { file: string; sha256?: string }[] {
  const path = configOf({ target })
  const folder = posix.dirname(path)
  const config = {
    file: path,
    ...(target.configSha256 === undefined ? {} : { sha256: target.configSha256 }),
  }
  const manifests = (target.manifests ?? []).map(({ file, name, sha256 }) => ({
    file: oneLine(isAbsolute(file) ? file : posix.join(folder, file)),
    sha256,
    key: `manifests.${name}` as const,
  }))
  return [config, ...manifests]
}

/** The config, as reports name it. */
export function configOf({ target }: Pick<RunRecord, 'target'>): string {
  return oneLine(target.config)
}

/** Where to look first. */
export function placeOf(run: RunRecord, finding: Finding): Place {
  const { claim, failures, hints, reason } = finding
  if ('declared' in claim.outcome) return placeInConfig(run, claim.record.lacks?.line)
  const texts = failures.flatMap(({ expected, message, observed }) => [message, observed, expected])
  const said = [...texts, reason, ...hints].filter((text) => text !== undefined)
  const files = judgedFiles(run)
  const named = said.flatMap((text) => files.flatMap(({ file }) => placeIn(text, file) ?? []))
  return (
    named.find(({ line }) => line !== undefined) ??
    named[0] ??
    placeInManifest(files, claim.record.id, said) ??
    placeInConfig(run, undefined)
  )
}

function placeInConfig(run: RunRecord, line: number | undefined): Place {
  return { file: configOf(run), ...(line === undefined ? {} : { line }) }
}

/** The one manifest that a claim is about, and the line that a text names without the file. */
function placeInManifest(
  files: readonly JudgedFile[],
  claim: string,
  said: readonly string[],
): Place | undefined {
  if (!isClaimId(claim)) return undefined
  const needed = needsOf(claim).filter((need) => typeof need === 'string')
  const about = files.filter(({ key }) => key !== undefined && needed.includes(key))
  const [manifest, second] = about
  if (manifest === undefined || second !== undefined) return undefined
  const line = said.map(lineIn).find((found) => found !== undefined)
  return line === undefined ? { file: manifest.file } : { file: manifest.file, line }
}

/** `line 12`. */
function lineIn(text: string): number | undefined {
  const line = /\bline (\d+)\b/.exec(text)?.[1]
  return line === undefined ? undefined : Number(line)
}

/** The place that a text names in a file: `nginx.conf:12`, or `line 12` beside its name. */
function placeIn(text: string, file: string): Place | undefined {
  for (const name of new Set([file, posix.basename(file)])) {
    const after = afterName(text, name)
    if (after === undefined) continue
    const line = /^:(\d+)/.exec(after)?.[1] ?? lineIn(text)
    return line === undefined ? { file } : { file, line: Number(line) }
  }
  return undefined
}

/** What follows a file's name in a text, unless the name is a part of another one. */
function afterName(text: string, name: string): string | undefined {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const after = text.slice(at + name.length)
    if (!/[\w-]$/.test(text.slice(0, at)) && !/^([\w-]|\.\w)/.test(after)) return after
  }
  return undefined
}

/** As a reference in a URL: relative paths stay relative, so that a viewer finds them. */
export function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href
  return file.split('/').map(encodeURIComponent).join('/')
}
