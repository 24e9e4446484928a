/** Goal: a layer's files are all visited; big and binary ones cost neither memory nor time. */
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { type LayerFile, maxTextBytes, walkLayer } from './layer-files.ts'

async function walked(files: Record<string, Buffer | string>): Promise<Map<string, LayerFile>> {
  const archive = pack()
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content)
  archive.entry({ name: 'folder', type: 'directory' })
  archive.finalize()
  const found = new Map<string, LayerFile>()
  const count = await walkLayer(Readable.from(archive), 'layer', {
    wants: (path) => !path.startsWith('unwanted'),
    visit: (file) => found.set(file.path, file),
  })
  expect(count).toBe(found.size)
  return found
}

test('text is given, in any encoding; what is binary or unwanted is not', async () => {
  const utf16 = Buffer.from('\uFEFFKEY=ü', 'utf16le')
  const found = await walked({
    './a.txt': 'KEY=ü',
    'b.txt': utf16,
    'c.txt': Buffer.from(utf16).swap16(),
    'd.bin': Buffer.concat([Buffer.from('KEY='), Buffer.alloc(4)]),
    'unwanted.txt': 'KEY=x',
    'z.txt': 'the last',
  })
  const texts = Object.fromEntries([...found].map(([path, { text }]) => [path, text]))
  expect(texts).toEqual({
    'a.txt': 'KEY=ü',
    'b.txt': 'KEY=ü',
    'c.txt': 'KEY=ü',
    'd.bin': undefined,
    'unwanted.txt': undefined,
    folder: undefined,
    'z.txt': 'the last',
  })
  expect(found.get('folder')?.type).toBe('directory')
})

test('of a big file the beginning is given, and the files behind it are found', async () => {
  const big = Buffer.alloc(maxTextBytes + 1_000_000, 'a')
  const found = await walked({ 'big.txt': big, 'behind.txt': 'here' })
  expect(found.get('big.txt')?.size).toBe(big.length)
  expect(found.get('big.txt')?.text?.length).toBe(maxTextBytes)
  expect(found.get('behind.txt')?.text).toBe('here')
})
