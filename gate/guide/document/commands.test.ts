/** Goal: commands as a reader types them, and those that they start elsewhere. */
import { describe, expect, test } from 'vitest'
import { composeCallOf, withInner } from './commands.ts'
import { readGuide } from './guide.ts'

function commands(script: string, language = 'sh') {
  const { commands: found } = readGuide(`\`\`\`${language}\n${script}\n\`\`\``)
  return found.map(({ words }) => words.join(' '))
}

test('prompts, printed output and placeholders are no part of a command', () => {
  const session =
    '$ docker compose up -d\n[+] Running (2/2)\n$ curl https://<your host>/up\n{"ok":1}'
  expect(commands(session, 'console')).toEqual([
    'docker compose up -d',
    'curl https://your-host/up',
  ])
})

describe('Docker Compose', () => {
  test.for([
    ['docker compose -f a.yml -p blue exec -T web rails c', { files: ['a.yml'], verb: 'exec' }],
    ['docker-compose logs -f --tail 10 web', { verb: 'logs', operands: ['web'] }],
    ['docker compose --env-file .env up -d --scale web=2 web', { operands: ['web'] }],
    ['docker compose run --rm -e A=1 web migrate --all', { operands: ['web', 'migrate', '--all'] }],
  ] as const)('%s', ([text, expected]) => {
    expect(composeCallOf(text.split(' '))).toMatchObject(expected)
  })

  test('another command is none', () => {
    expect(composeCallOf(['docker', 'run', 'compose'])).toBeUndefined()
  })
})

test.for([
  ['sudo docker compose exec -T cache redis-cli keys *', 'redis-cli keys *'],
  ['docker exec -it cache redis-cli keys *', 'redis-cli keys *'],
  ['kubectl exec deploy/app -- ./manage.py migrate', './manage.py migrate'],
  ['ssh host docker compose run --rm app alembic upgrade head', 'alembic upgrade head'],
  ['xargs -r docker compose exec -T cache redis-cli del', 'redis-cli del'],
])('%s starts %s', ([text = '', inner]) => {
  expect(withInner(text.split(' ')).at(-1)?.join(' ')).toBe(inner)
})
