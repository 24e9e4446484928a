/** Goal: a health check that nothing can answer is seen, and one of another port is not blamed. */
import { expect, test } from 'vitest'
import { ecsPlatform } from './ecs.ts'
import { backend, type Fields, sample } from './testing/tasks.ts'

const what = 'backend: healthCheck asks port 9090, containerPort is 8000'

function judged(command: string[], fields: Fields = {}) {
  const container = { ...backend, name: 'backend', healthCheck: { command }, ...fields }
  const text = JSON.stringify({ ...sample, containerDefinitions: [container] })
  const { problems, unknown } = ecsPlatform(text, { endpoints: { health: '/healthz' } })
  const ours = (each: string) => each.includes('healthCheck asks')
  return { problems: problems.filter(ours), unknown: unknown.filter(ours) }
}

test.each([
  [['CMD-SHELL', 'curl -fsS http://localhost:9090/healthz || exit 1']],
  [['CMD', 'wget', '-qO-', 'localhost:9090/healthz?full=1']],
])('%j is wrong', (command) => {
  expect(judged(command)).toEqual({ problems: [what], unknown: [] })
})

test('of another path nobody knows', () => {
  const command = ['CMD-SHELL', 'curl -f http://127.0.0.1:9090/actuator/health']
  expect(judged(command)).toEqual({ problems: [], unknown: [what] })
})

test.each([
  [['CMD-SHELL', 'curl -f http://localhost:8000/healthz'], {}],
  [['CMD', '/app/server', 'healthcheck'], {}],
  [['CMD-SHELL', 'curl -f http://localhost:$PORT/healthz'], {}],
  [
    ['CMD-SHELL', 'curl -f http://localhost:9090/healthz'],
    { environment: [{ name: 'ADMIN_PORT', value: '9090' }] },
  ],
])('%j is right', (command, fields) => {
  expect(judged(command, fields)).toEqual({ problems: [], unknown: [] })
})
