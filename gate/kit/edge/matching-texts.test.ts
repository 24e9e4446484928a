import { expect, test } from 'vitest'
import { matchingTexts } from './matching-texts.ts'

test.each([
  '^/health$',
  '^/(api|auth)/',
  String.raw`\.php$`,
  '^/api/v[0-9]+/',
  String.raw`^/(?<version>v\d)/x`,
  String.raw`^/(?P<version>v\d)/x`,
  '/ws/?',
  '^/(?!static|media)',
  '^/(?=api)api/',
  '^/[^/]+/edit$',
  String.raw`\.(?:js|css)(\?.*)?$`,
  '^/proxy/(.*)$',
  '^/a.b$',
  String.raw`^/users/(\d{3,})`,
  String.raw`^(?<tenant>.+)\.example\.com$`,
])('%s is matched by short texts', (pattern) => {
  const texts = matchingTexts(pattern, false)
  expect(texts.length).toBeGreaterThan(0)
  for (const text of texts) expect(text).toMatch(new RegExp(pattern.replace('?P<', '?<')))
})

test.each(['(', '^(?i)api', '^/a(?R)'])('%s is not understood', (pattern) => {
  expect(matchingTexts(pattern, false)).toEqual([])
})

test('case does not matter where it does not', () => {
  expect(matchingTexts('^/API$', true)).toContain('/API')
})
