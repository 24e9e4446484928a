import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Redactor } from '#gate/redact.ts'
import { writeDocuments } from './documents.ts'

const folder = mkdtempSync(join(tmpdir(), 'preflight-documents-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a document is kept as written, but for the secrets of the run', () => {
  const redactor = new Redactor()
  redactor.add('the key', 'k3y-of-this-very-run')
  const text = 'SECRET_KEY=a-sample\r\nTOKEN=k3y-of-this-very-run\n'
  const written = writeDocuments(folder, { 'guide.md': text }, redactor)
  const kept = readFileSync(join(folder, 'guide.md'), 'utf8')
  expect(kept).toBe('SECRET_KEY=a-sample\r\nTOKEN=[redacted the key]\n')
  const sha256 = createHash('sha256').update(kept).digest('hex')
  expect(written).toEqual([{ file: 'guide.md', sha256 }])
})
