import type { Edit, Mutant } from '../mutant.ts'

const file = 'reference-app/src/config/schema.ts'

function unbounded(variable: string, type: string, bounds: string): Edit {
  const find = `${variable}: { type: '${type}', ${bounds} }`
  return { file, find, replace: `${variable}: { type: '${type}' }` }
}

export const numbersWithoutBounds: Mutant = {
  id: 'numbers-without-bounds',
  defect: 'Any number will do: no connections, minus five of them, a hundred million.',
  kills: ['configuration.invalid-value-refused'],
  naming: [
    'DB_POOL_SIZE "-1"',
    'DB_POOL_SIZE "0"',
    'DB_POOL_SIZE "100000000"',
    'DB_MAX_OVERFLOW "-5"',
    'DB_POOL_TIMEOUT "-5"',
    'PERMISSION_CACHE_TTL "-5"',
    'SMTP_PORT "99999"',
  ],
  edits: [
    unbounded('DB_POOL_SIZE', 'integer', 'minimum: 1, maximum: 10000'),
    unbounded('DB_MAX_OVERFLOW', 'integer', 'minimum: 0, maximum: 10000'),
    unbounded('DB_POOL_TIMEOUT', 'number', 'exclusiveMinimum: 0, maximum: 3600'),
    unbounded('PERMISSION_CACHE_TTL', 'integer', 'minimum: 1, maximum: 31_536_000'),
    unbounded('SMTP_PORT', 'integer', 'minimum: 1, maximum: 65535'),
  ],
}
