/** Goal: every way in which guides name the file of a block, and lines as they are in the guide. */
import { describe, expect, test } from 'vitest'
import { lineInGuide } from './blocks.ts'
import { isFilePath } from './file-names.ts'
import { readGuide } from './guide.ts'

const fence = '```'

/** The blocks of a guide: kind, path and first line. */
function blocks(text: string) {
  return readGuide(text).blocks.map(({ kind, path, line }) => ({ kind, path, line }))
}

describe('the file of a block', () => {
  test.for([
    ['a comment', `${fence}nginx\n# deploy/edge.conf\nserver {}\n${fence}`],
    ['a title', `${fence}nginx title="deploy/edge.conf"\nserver {}\n${fence}`],
    ['a colon', `${fence}nginx:deploy/edge.conf\nserver {}\n${fence}`],
    [
      'a sentence before',
      `Write this to \`deploy/edge.conf\`:\n\n${fence}nginx\nserver {}\n${fence}`,
    ],
    ['a heading before', `### \`deploy/edge.conf\`\n\n${fence}nginx\nserver {}\n${fence}`],
    ['a list item', `- In \`deploy/edge.conf\`:\n\n  ${fence}nginx\n  server {}\n  ${fence}`],
  ] as const)('%s', ([, text]) => {
    expect(blocks(text)).toMatchObject([{ kind: 'nginx', path: 'deploy/edge.conf' }])
  })

  test('a sentence about another file does not name it', () => {
    const text = `Build the \`Dockerfile\`:\n\n${fence}sh\ndocker build .\n${fence}`
    expect(blocks(text)).toMatchObject([{ kind: 'shell', path: undefined }])
  })

  test('several files in one block, each with its lines', () => {
    const text = `${fence}yaml\n# a.yaml\na: 1\n\n# b.yaml\nb: 2\n${fence}`
    const [one, other] = readGuide(text).blocks
    expect([one?.path, other?.path]).toEqual(['a.yaml', 'b.yaml'])
    expect(other && readGuide(text).lines[lineInGuide(other, 2) - 1]).toBe('b: 2')
  })

  test.for(['Dockerfile', '.env.production', 'k8s/app.yaml', '/etc/nginx/sites-available/app'])(
    '%s is a path',
    (word) => expect(isFilePath(word)).toBe(true),
  )

  test.for(['example.com', '/health', 'v1.2', 'http://a/b.yml', 'make it', 'app.local', '/api/v1'])(
    '%s is none',
    (word) => expect(isFilePath(word)).toBe(false),
  )
})

describe('the kind of a block', () => {
  test.for([
    ['yaml', 'services:\n  app:\n    image: a', 'compose'],
    ['yaml', 'apiVersion: v1\nkind: Service', 'kubernetes'],
    ['yaml', 'on: push\njobs:\n  a:\n    services:\n      b: 1', 'yaml'],
    ['json', '{"containerDefinitions": []}', 'ecs'],
    ['json', '{"AWSEBDockerrunVersion": 2, "containerDefinitions": []}', 'beanstalk'],
    ['bash', 'SECRET=\nPORT=1', 'environment'],
    ['bash', 'PORT=1 node server.js', 'shell'],
    ['', 'FROM a\nRUN b', 'dockerfile'],
    ['', 'server {\n  listen 80;\n}', 'nginx'],
    ['text', 'as it happened', 'other'],
  ] as const)('%s: %s', ([language, text, kind]) => {
    expect(blocks(`${fence}${language}\n${text}\n${fence}`)).toMatchObject([{ kind }])
  })
})

test('lines are those of the guide, in quotes and after CRLF too', () => {
  const text = `# A\r\n\r\n> ${fence}sh\r\n> first\r\n> second\r\n> ${fence}\r\n`
  const { commands, lines } = readGuide(text)
  expect(commands.map(({ words, line }) => [words[0], line])).toEqual([
    ['first', 4],
    ['second', 5],
  ])
  expect(lines[4]).toBe('> second')
})
