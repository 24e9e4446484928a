import { expect, test } from 'vitest'
import { askedBy } from '#gate/kit/deploy/image/asked-by.ts'
import { readDockerfile } from './dockerfile.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: a shell's own notation
test.for([
  ['ENV PORT=3000\nEXPOSE $PORT', 3000],
  ['ARG PORT=3000\nENV PORT=${PORT}\nEXPOSE ${PORT}\nEXPOSE 9229', 3000],
  ['EXPOSE 3000 9229', 3000],
  ['EXPOSE 9090/tcp\nEXPOSE 8000/tcp\nCMD uvicorn app:app --port 8000', 8000],
  ['EXPOSE ${PORT}\nCMD ["gunicorn", "app:app", "--bind", "0.0.0.0:8080"]', 8080],
  ['EXPOSE 53/udp 8443/tcp', 8443],
  ['EXPOSE ${PORT}', undefined],
] as const)('the port of %j', ([lines, port]) => {
  expect(readDockerfile(`FROM node:24\n${lines}\n`).port).toBe(port)
})

test('a stage that exposes a port does not expose that of the one before', () => {
  const text = 'FROM a:1 AS base\nEXPOSE 3000\nFROM base\nEXPOSE 8080\n'
  expect(readDockerfile(text).port).toBe(8080)
  expect(readDockerfile('FROM a:1 AS base\nEXPOSE 3000\nFROM base\nCMD x\n').port).toBe(3000)
})

test.for([
  ['curl -fsS http://localhost:8000/health || exit 1', { port: 8000, path: '/health' }],
  ['curl -f localhost:3000/health | grep -q OK', { port: 3000, path: '/health' }],
  ['curl -s --noproxy localhost localhost:3000/up || exit 1', { port: 3000, path: '/up' }],
  ['CMD wget --spider 127.0.0.1:8080', { port: 8080, path: '/' }],
  ['curl -f http://localhost:${PORT}/ready', { path: '/ready' }],
  ['curl -f localhost:$PORT/ready', { path: '/ready' }],
  ['nc -z localhost:5432', undefined],
  ['pg_isready -h localhost', undefined],
] as const)('what %j asks', ([check, asked]) => {
  expect(askedBy(check)).toEqual(asked)
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: a shell's own notation

test.each([
  ['FROM php:8.3-fpm\nEXPOSE 9000\n', true],
  ['FROM php:8.3-fpm-alpine AS base\nFROM base\nCMD ["php-fpm", "-F"]\n', true],
  ['FROM php:8.3-fpm\nCMD ["/start.sh"]\n', undefined],
  ['FROM php:8.3-fpm\nCMD ["sh", "-c", "php-fpm -D && nginx"]\n', undefined],
  ['FROM webdevops/php-nginx:8.3\nEXPOSE 80\n', undefined],
  ['FROM php:8.3-apache\nEXPOSE 80\n', undefined],
])('%j speaks FastCGI: %s', (text, isFastCgi) => {
  expect(readDockerfile(text).isFastCgi).toBe(isFastCgi)
})
