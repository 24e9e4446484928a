/** Goal: what the image sets is set on every platform that runs it. */
import { expect, test } from 'vitest'
import { exposedPorts, imageVariables } from './dockerfile.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Docker's own notation
test.each([
  [
    'FROM ruby\nENV RAILS_ENV=production RAILS_LOG_TO_STDOUT="1"',
    ['RAILS_ENV', 'RAILS_LOG_TO_STDOUT'],
  ],
  ['FROM ruby AS base\nENV A=1\nFROM node AS assets\nENV B=1\nFROM base\nENV C=${A}', ['A', 'C']],
  ['FROM ruby\nARG MODE=production\nENV RAILS_ENV=$MODE', ['RAILS_ENV']],
  ['FROM ruby\nARG TOKEN=abc', []],
  ['FROM ruby\nARG GIVEN\nENV VERSION=$GIVEN', []],
])('%j', (dockerfile, names) => {
  expect(Object.keys(imageVariables(dockerfile))).toEqual(names)
})
test.each([
  ['FROM a\nEXPOSE 8000', [8000]],
  ['FROM a\nEXPOSE 80/tcp 443/TCP 53/udp', [80, 443, 53]],
  ['FROM a\nENV PORT=3000\nEXPOSE $PORT', [3000]],
  ['FROM a\nARG PORT\nEXPOSE ${PORT}', []],
  ['FROM a\nEXPOSE 8000-8003', []],
  ['FROM a AS b\nEXPOSE 1\nFROM c\nCMD ["c"]', []],
])('%j exposes %j', (dockerfile, ports) => {
  expect(exposedPorts(dockerfile)).toEqual(ports)
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Docker's own notation
