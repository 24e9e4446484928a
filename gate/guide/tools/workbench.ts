/**
 * Where the blocks of a guide are tried: a folder with the files that it shows, each at its path,
 * and the programs of this machine. Blocks are read by the tools that own their format; none of
 * them is executed.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { findTool } from '#gate/host/process/tools.ts'
import { openRun } from '#gate/host/reaper/start.ts'
import type { RunLabels } from '#gate/host/run-labels.ts'
import type { CodeBlock } from '../document/blocks.ts'
import { type Guide, wholeBlocks } from '../document/guide.ts'
import { remembered } from './remembered.ts'

/** How a program ended. */
export interface ToolResult {
  /** The exit code; undefined if a signal ended it. */
  code: number | undefined
  stdout: string
  stderr: string
}

export interface Workbench {
  /** With the guide's files; see {@link Workbench.fileOf}. */
  folder: string
  labels: RunLabels
  /** Where a block lies in the folder: at its path, if it is the first one there. */
  fileOf(block: CodeBlock): string | undefined
  /**
   * Runs a program that reads its input to its end; undefined if this machine lacks it, or it takes
   * too long.
   */
  run(program: string, args: readonly string[], input?: string): Promise<ToolResult | undefined>
}

const answerOf = remembered<ToolResult | undefined>()
const timeoutMs = 20_000
const maxOutputBytes = 1024 * 1024

/** A path below a folder, whatever the guide's path is: absolute, in a home, or above. */
export function pathBelow(path: string): string {
  const normal = posix.normalize(path.replace(/^~/, '').replaceAll(/[${}]/g, '_'))
  return normal
    .split('/')
    .filter((part) => part !== '..' && part !== '.' && part !== '')
    .join('/')
}

function runTool(
  path: string,
  args: readonly string[],
  { folder, input }: { folder: string; input: string },
): Promise<ToolResult | undefined> {
  return new Promise((done) => {
    const options = { cwd: folder, timeout: timeoutMs, maxBuffer: maxOutputBytes }
    const child = execFile(path, [...args], options, (error, stdout, stderr) => {
      if (error?.killed) return done(undefined)
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      done({ code, stdout, stderr })
    })
    // It may end without reading all of it.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

/** Of several blocks with one path the first one is there: others add to it, or change it. */
async function writeFiles(guide: Guide, folder: string): Promise<Map<CodeBlock, string>> {
  const files = new Map<CodeBlock, string>()
  const taken = new Set<string>()
  const whole = wholeBlocks(guide, ...new Set(guide.blocks.map(({ kind }) => kind)))
  for (const block of whole) {
    const named = block.path === undefined ? '' : pathBelow(block.path)
    const isFree = named !== '' && !taken.has(named)
    const below = isFree ? named : join('without-a-name', String(block.line))
    const file = join(folder, below)
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, `${block.text}\n`)
    } catch {
      continue // A file where another one has a folder.
    }
    taken.add(below)
    files.set(block, file)
  }
  return files
}

/** Opens a bench for a guide, and removes all of it after use, also if this process is killed. */
export async function withWorkbench<T>(
  guide: Guide,
  use: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const { labels, reaper } = openRun(`guide-${randomBytes(6).toString('hex')}`)
  try {
    const folder = join(labels.scratchDir, 'files')
    await mkdir(folder)
    const files = await writeFiles(guide, folder)
    return await use({
      folder,
      labels,
      fileOf: (block) => files.get(block),
      run: async (program, args, input = '') => {
        const path = findTool(program)
        if (path === undefined) return undefined
        return await answerOf([path, args, input], () => runTool(path, args, { folder, input }))
      },
    })
  } finally {
    await rm(labels.scratchDir, { recursive: true, force: true })
    reaper.release()
  }
}
