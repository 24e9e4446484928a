/** A document that a check keeps lies beside its observations, which name it, without secrets. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Redactor } from '#gate/redact.ts'
import { Evidence } from './evidence.ts'

test('an attachment is redacted, counted, and known by its checksum', () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  try {
    const redactor = new Redactor()
    redactor.add('key', 'correct-horse-battery')
    const evidence = new Evidence(join(folder, 'claim.1a2b3c.jsonl'), redactor)
    evidence.attach('timeline.svg', '<svg>correct-horse-battery</svg>')
    const content = readFileSync(join(folder, 'claim.1a2b3c.timeline.svg'), 'utf8')
    expect(content).toMatch(/^<svg>.*<\/svg>$/)
    expect(content).not.toContain('horse')
    expect(evidence.observations).toEqual({ attachment: 1 })
    expect(evidence.attachments).toHaveLength(1)
    const [line] = readFileSync(join(folder, 'claim.1a2b3c.jsonl'), 'utf8').split('\n')
    expect(JSON.parse(line ?? '').data).toEqual({
      file: 'claim.1a2b3c.timeline.svg',
      sha256: createHash('sha256').update(content).digest('hex'),
    })
    const nowhere = new Evidence(join(folder, 'gone', 'claim.jsonl'), redactor)
    expect(() => nowhere.attach('timeline.svg', '')).toThrow('cannot write evidence')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
