/** Goal: a backend's own words for its modes are no misspellings of them. */
import { expect, test } from 'vitest'
import { mistypedEnvironments } from './values.ts'

const usual = ['prod', 'Production ', 'PRODUCTION_', 'prodution', 'production-eu', 'live']

test('of production', () => {
  expect(mistypedEnvironments('all')).toEqual(usual)
  expect(mistypedEnvironments('all', ['production', 'development'])).toEqual(usual)
})

test('of another word', () => {
  const names = ['production', 'Prod ', 'PROD_', 'prd', 'prod-eu', 'live']
  expect(mistypedEnvironments('all', ['prod', 'dev'])).toEqual(names)
  expect(mistypedEnvironments('few', ['prod', 'dev'])).toEqual(['production', 'Prod '])
})

test('what is another mode of the backend is none', () => {
  expect(mistypedEnvironments('all', ['production', 'dev', 'live'])).not.toContain('live')
})
