import { expect, test } from 'vitest'
import { namesIn } from './environment-file.ts'

test('names in an environment file, commented out or not', () => {
  const file = '# Keys: make them\nSECRET_KEY=\n#SMTP_HOST=mail\nexport PORT=1\n# a=b\nA B=c\n'
  expect(namesIn(file)).toEqual(['SECRET_KEY', 'SMTP_HOST', 'PORT'])
})
