/** Goal: answers are alike but for what is random by design, and a word more is a difference. */
import { expect, test } from 'vitest'
import { excerpts, shapeOf, withoutVariation } from './answer-shape.ts'

const email = 'ada@example.com'
const other = 'bob-81f2c@example.com'
const reply = (text: string, location?: string) => ({
  text,
  headers: location === undefined ? {} : { location },
})

test.for([
  // A token against forged requests, as frameworks write it.
  [
    '<input name="authenticity_token" value="kV3p0Lr+9uZ0bqTt1X/2mHc5e8Jw4aQ7sYd6fGhKj1M=" />',
    '<input name="authenticity_token" value="Zq8s2Mv/1yB7nWd4cR9tXe3uKp6h+LfJ5gA0iOoVbNs=" />',
  ],
  [
    '<input name="csrf" value="8cVq1sUe9ZbLx2GkT4mWd7RyNf0HjPa3">',
    '<input name="csrf" value="Kd3nYt6BzQ1wMv9XsLg5Jh8RcUe2FpAo">',
  ],
  ['<script nonce="xT9k2Lw7QmB4vZs1RyHd8g==">', '<script nonce="pW3n6Jc1UfE0aXo5KtGb7Q==">'],
  [
    '{"requestId":"3fa85f64-5717-4562-b3fc-2c963f66afa6"}',
    '{"requestId":"0-1"}'.replace('0-1', '9b2e1c04-aaaa-4bbb-8ccc-1234567890ab'),
  ],
  ['sent in 12 ms', 'sent in 7 ms'],
])('random by design: %j', ([one = '', two = '']) => {
  expect(shapeOf(reply(one), email)).toBe(shapeOf(reply(two), other))
})

test.for([
  [reply(`sent to ${email}`), reply(`sent to ${other}`)],
  [reply('', '/sent?to=ada%40example.com'), reply('', '/sent?to=bob-81f2c%40example.com')],
  [reply('to ada&#64;example.com'), reply('to bob-81f2c&#64;example.com')],
] as const)('the address itself, %#', ([one, two]) => {
  expect(shapeOf(one, email)).toBe(shapeOf(two, other))
})

test.for([
  [reply('A mail was sent.'), reply('Unknown user.')],
  [reply('{"code":"password_reset_sent"}'), reply('{"code":"email_does_not_exist"}')],
  [reply('{"code":"PASSWORD_RESET_SENT"}'), reply('{"code":"EMAIL_DOES_NOT_EXIST"}')],
  [reply('{"code":"passwordResetSent"}'), reply('{"code":"emailDoesNotExist"}')],
  [reply('', '/login'), reply('', '/account/lost_password')],
  [reply('', 'https://a.example/reset/sent'), reply('', 'https://a.example/reset/unknown')],
] as const)('a difference, %#', ([one, two]) => {
  expect(shapeOf(one, email)).not.toBe(shapeOf(two, email))
})

test.for<[known: string[], unknown: string[], isAlike: boolean]>([
  [['200 <form id="f-a1">ok', '200 <form id="f-c">ok'], ['200 <form id="f-e">ok'], true],
  [['200 ok'], ['200 <b>x1</b> ok', '200 <b>y</b> ok'], false],
  [['200 id x sent', '200 id y sent'], ['200 id z unknown', '200 id w unknown'], false],
  [['200 sent'], ['200 unknown'], false],
  [['302 /login'], ['200 form f-a', '200 form f-b'], false],
  [['200 sent', '503 busy now'], ['200 sent'], false],
])('%j and %j are alike: %s', ([known, unknown, isAlike]) => {
  const shapes = withoutVariation(known, unknown)
  expect(isAlike).toBe(shapes.known.join() === shapes.unknown.join())
  const [one, other] = [shapes.known, shapes.unknown]
  expect(excerpts(one, other).join() === excerpts(other, one).join()).toBe(isAlike)
})

test('of a long page only the difference is told', () => {
  const page = (word: string) => `200 ${'<p>x</p>'.repeat(100)}${word}${'<p>y</p>'.repeat(100)}`
  const [told = ''] = excerpts([page('sent')], [page('unknown')])
  expect(told).toMatch(/^200 … .*sent/)
  expect(told.length).toBeLessThan(150)
})
