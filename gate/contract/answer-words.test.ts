/** Goal: what an answer says fits in a message, and of a page it is what a reader would see. */
import { expect, test } from 'vitest'
import { wordsOf } from './answer-words.ts'

test.each([
  ['{"error":\n  "no"}', '{"error": "no"}'],
  ['', ''],
  [
    '\n<!DOCTYPE html>\n<html><title>Permission\n denied</title><h1>CSRF <b>failed</b></h1>',
    'Permission denied: CSRF failed',
  ],
  ['<html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>', '502 Bad Gateway'],
  ['<html><p>text', 'a page in HTML'],
  ['x'.repeat(300), `${'x'.repeat(159)}…`],
])('%j', (text, words) => {
  expect(wordsOf(text)).toBe(words)
})
