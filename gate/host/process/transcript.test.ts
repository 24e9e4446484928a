import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { Transcript } from './transcript.ts'

async function transcriptOf(chunks: readonly Buffer[], largest?: number): Promise<Transcript> {
  const transcript = new Transcript('the target', largest)
  const stream = Readable.from(chunks, { objectMode: false })
  transcript.follow(stream)
  await finished(stream)
  return transcript
}

test('all of it, if it is no longer than what is kept', async () => {
  const { whole, kept } = await transcriptOf([Buffer.from('a\n'), Buffer.from('b\n')], 4)
  expect([whole, kept]).toEqual(['a\nb\n', 'a\nb\n'])
})

test('a character whose bytes come apart is one character', async () => {
  const bytes = Buffer.from('é€')
  const { whole } = await transcriptOf([...bytes].map((byte) => Buffer.of(byte)))
  expect(whole).toBe('é€')
})

test('a flood is cut, and cannot be judged', async () => {
  const mebibyte = 1024 * 1024
  const flood = Array<Buffer>(64).fill(Buffer.alloc(mebibyte, 'a\n'))
  const transcript = await transcriptOf(flood)
  expect(transcript.kept.length).toBe(8 * mebibyte)
  expect(() => transcript.whole).toThrow(
    'the target printed more than 8 MiB, so its output cannot be judged',
  )
})
