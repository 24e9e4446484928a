/** Goal: the number of steps is that of the steps that apply, for each operation left out. */
import { expect, test } from 'vitest'
import type { Operations } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { leftOutKey, type OptionalOperation } from '#guide/optional-operations.ts'
import { criticalSteps } from './step-count.ts'

type Name = keyof Operations

const common: readonly Name[] = ['login', 'createRecord', 'readRecord', 'createAccount', 'refresh']
const company: readonly Name[] = [...common, 'createCompany']

function counted(names: readonly Name[], leftOut: readonly OptionalOperation[] = []): number {
  const operations = Object.fromEntries(names.map((name) => [name, {}]))
  const notApplicable = Object.fromEntries(leftOut.map((name) => [leftOutKey(name), 'none']))
  return criticalSteps({ config: { operations, notApplicable } } as unknown as RunningTarget)
}

test.each<[readonly Name[], number]>([
  [common, 32],
  [company, 44],
  [[...company, 'readCompany'], 47],
  [[...company, 'removeMember'], 44],
  [[...company, 'changeRole', 'removeMember'], 47],
  [[...company, 'openSocket'], 45],
  [common.filter((name) => name !== 'refresh'), 28],
])('with %j: %i', (names, steps) => {
  expect(counted(names)).toBe(steps)
})

test.each<[OptionalOperation[], number]>([
  [['permissions'], 25],
  [['changeRole', 'permissions'], 23],
  [['createAccount', 'changeRole', 'permissions'], 23],
  [['updateRecord'], 29],
  [['deleteRecord'], 29],
  [['invalidRecord'], 31],
  [['profile'], 29],
  [['logout'], 30],
])('a single tenant without %j: %i', (leftOut, steps) => {
  expect(counted(common, leftOut)).toBe(steps)
})

test('what is left out is not tried on other tenants either', () => {
  expect(counted(company, ['updateRecord', 'deleteRecord', 'changeRole'])).toBe(44 - 8 - 11)
})
