import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readCompose } from '../compose/compose-file.ts'
import { edgeServiceName, updatePolicy } from './update-policy.ts'

function policyOf(update: string, replicas = '3') {
  const text = `services: { api: { image: "a:1",
    deploy: { replicas: ${replicas}, update_config: ${update} } } }`
  const [service] = readCompose(text).services
  return service && updatePolicy(service)
}

test('a policy is read as it is written', () => {
  const update =
    '{ parallelism: 2, delay: 10s, order: start-first, failure_action: rollback, monitor: 2m }'
  expect(policyOf(update)).toEqual({
    parallelism: 2,
    delayS: 10,
    order: 'start-first',
    failureAction: 'rollback',
    monitorS: 120,
    replicas: 3,
  })
})

test('what it leaves out is the default of Swarm', () => {
  const byDefault = {
    parallelism: 1,
    delayS: 0,
    order: 'stop-first',
    failureAction: 'pause',
    monitorS: 5,
    replicas: 1,
  }
  expect(policyOf('{}', '1')).toEqual(byDefault)
  const [service] = readCompose('services: { a: { image: "a:1" } }').services
  expect(service && updatePolicy(service)).toEqual(byDefault)
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
test('defaults of variables hold', () => {
  const update = `{ parallelism: "\${P:-1}", order: "\${O:-start-first}", delay: "\${D-\${E:-5s}}",
    failure_action: "\${F:-rollback}" }`
  expect(policyOf(update, '"${N:-${COPIES:-2}}"')).toEqual({
    parallelism: 1,
    delayS: 5,
    order: 'start-first',
    failureAction: 'rollback',
    monitorS: 5,
    replicas: 2,
  })
  expect(policyOf('{ parallelism: 0 }')?.parallelism).toBe(0)
})

test.for([
  ['parallelism', '"${P:?}"'],
  ['parallelism', '"${P}"'],
  ['parallelism', 'few'],
  ['order', '"${O:?}"'],
  ['order', 'start_first'],
  ['delay', '"${D}"'],
  ['monitor', 'a while'],
  ['failure_action', '"${F:-undo}"'],
])('what only the operator knows, and what is no value, is not guessed: %s %s', ([key, value]) => {
  expect(() => policyOf(`{ ${key}: ${value} }`)).toThrow(`deploy.update_config.${key} of`)
})

test('a number of replicas that only the operator knows', () => {
  expect(() => policyOf('{}', '"${N:?}"')).toThrow('number of replicas')
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation

test('the service in front is the one that publishes ports', () => {
  const file = parse('services: { web: { ports: ["80:80"] }, api: {} }')
  expect(edgeServiceName(file)).toBe('web')
  expect(() => edgeServiceName({ services: { a: {} } })).toThrow('found 0')
})

test('how many replicas a global service has is not in the file', () => {
  const text = 'services: { a: { image: "a:1", deploy: { mode: global } } }'
  const [service] = readCompose(text).services
  expect(() => service && updatePolicy(service)).toThrow('deploy.mode is global')
})
