/**
 * A guide from its file. Any file may be given, so size, time and memory are bounded: some
 * Markdown of a few kilobytes (thousands of nested quotes, or of asterisks that match) takes its
 * parser minutes.
 */
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { messageOf, PreflightError } from '#gate/errors.ts'
import { within } from '#gate/host/process/wait.ts'
import type { GuideItem } from './item.ts'
import type { FromThread } from './items-thread.ts'

/** Bytes of a guide: some 500 pages. */
export const largestGuide = 1_000_000
/** Far more than a guide of that size takes. */
const readTimeoutMs = 30_000
const readMemoryMiB = 1_024
/** Asked of Node, as its name ends otherwise in the package. */
const threadModule = import.meta.resolve('#gate/guide/document/items-thread.ts')

export interface GuideFile {
  /** As given. */
  readonly file: string
  readonly text: string
  readonly items: readonly GuideItem[]
}

export interface ReadLimits {
  timeoutMs?: number
  memoryMiB?: number
}

function refused(file: string, problem: string, hint: string, cause?: unknown): PreflightError {
  return new PreflightError('PREFLIGHT_E_GUIDE', `${file}: ${problem}`, { hint, cause })
}

/** The bytes of a file; of one that is larger than a guide may be, or has no end, one too many. */
async function bytesOf(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch((cause) => {
    throw refused(file, `cannot be read: ${messageOf(cause)}`, 'name a Markdown file', cause)
  })
  try {
    const bytes = Buffer.alloc(largestGuide + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length)
      length += bytesRead
      if (bytesRead === 0 || length === bytes.length) return bytes.subarray(0, length)
    }
  } catch (cause) {
    throw refused(file, `cannot be read: ${messageOf(cause)}`, 'name a Markdown file', cause)
  } finally {
    await handle.close()
  }
}

/** The text of a guide's file. @throws PreflightError PREFLIGHT_E_GUIDE */
export async function guideText(file: string): Promise<string> {
  const bytes = await bytesOf(file)
  if (bytes.length > largestGuide) {
    const most = `${largestGuide / 1_000_000} MB`
    throw refused(file, `larger than ${most}, the most that is read`, 'split the guide')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw refused(file, 'is not UTF-8 text', 'convert it to UTF-8', cause)
  }
}

/**
 * The items of a text, read in a thread of its own with limits.
 * @param file its name, for messages
 * @throws PreflightError PREFLIGHT_E_GUIDE if it takes too long, or too much memory
 */
export async function guideItems(
  text: string,
  file: string,
  { timeoutMs = readTimeoutMs, memoryMiB = readMemoryMiB }: ReadLimits = {},
): Promise<FromThread> {
  const thread = new Worker(new URL(threadModule), {
    workerData: text,
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
  })
  try {
    return await within('the guide to be read', timeoutMs, async (signal) => {
      const [items] = (await once(thread, 'message', { signal })) as [FromThread]
      return items
    })
  } catch (cause) {
    const why = `cannot be read as Markdown: ${messageOf(cause)}`
    throw refused(file, why, 'look for quotes, lists or emphasis nested by the thousand', cause)
  } finally {
    await thread.terminate()
  }
}

/** Reads a guide. @throws PreflightError PREFLIGHT_E_GUIDE naming the file and what is wrong */
export async function loadGuide(file: string, limits?: ReadLimits): Promise<GuideFile> {
  const text = await guideText(file)
  return { file, text, items: await guideItems(text, file, limits) }
}
