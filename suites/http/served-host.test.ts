/** Goal: a login by form that is let in is served, and a redirect to the right host is not. */
import { expect, test } from 'vitest'
import { isServed } from './served-host.ts'

const host = 'attacker.example'
const answer = (status: number, location?: string) => ({
  status,
  headers: location === undefined ? [] : [['Location', location] as [string, string]],
})

test.for([
  ['a success', answer(200), answer(200)],
  ['a success that a listed host does not get', answer(204), answer(302, '/')],
  ['a login that goes on', answer(302, '/'), answer(302, '/')],
  ['a login that goes on at that host', answer(303, `http://${host}/home`), answer(303, '/home')],
] as const)('%s is served', ([, at, listed]) => {
  expect(isServed(host, at, listed)).toBe(true)
})

test.for([
  ['a refusal', answer(400), answer(302, '/')],
  ['another redirect than a listed host gets', answer(302, '/login'), answer(200)],
  ['a redirect to the right host', answer(302, 'https://app.example/login'), answer(302, '/')],
  ['a redirect without a place', answer(302), answer(302, '/')],
  ['a server error', answer(500), answer(500)],
] as const)('%s is not', ([, at, listed]) => {
  expect(isServed(host, at, listed)).toBe(false)
})
