import type { Mutant } from '../mutant.ts'

export const logsOtherwise: Mutant = {
  id: 'harmless-logs-otherwise',
  defect: 'Log lines have their time in milliseconds since 1970, and fields that nobody asked for.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/logging/logger.ts',
      find: '`,"timestamp":"${new Date().toISOString()}"`',
      replace: '`,"timestamp":${Date.now()},"schema":{"version":2}`',
    },
    {
      file: 'reference-app/src/logging/line.ts',
      find: 'JSON.stringify({ timestamp, level, message, ...fields, pid: process.pid })',
      replace: 'JSON.stringify({ ...fields, level, message, timestamp: Date.now(), tags: [] })',
    },
  ],
}
