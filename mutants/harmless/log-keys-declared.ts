import type { Mutant } from '../mutant.ts'

export const logKeysDeclared: Mutant = {
  id: 'harmless-log-keys-declared',
  defect: 'Log lines have other keys and levels as numbers, and the config names the keys.',
  kills: [],
  edits: [
    {
      file: 'reference-app/src/logging/logger.ts',
      find: "messageKey: 'message',",
      replace: "messageKey: 'msg',",
    },
    {
      file: 'reference-app/src/logging/logger.ts',
      find: '({ level: levelNames[label] ?? label })',
      replace: '({ severity: { debug: 20, info: 30, warn: 40, error: 50, fatal: 60 }[label] })',
    },
    {
      file: 'reference-app/src/logging/line.ts',
      find: 'JSON.stringify({ timestamp, level, message, ...fields',
      replace: 'JSON.stringify({ timestamp, severity: level, msg: message, ...fields',
    },
    {
      file: 'preflight.config.ts',
      find: '  knownDefaults: {',
      replace: "  logKeys: { message: 'msg', level: 'severity' },\n  knownDefaults: {",
    },
  ],
}
