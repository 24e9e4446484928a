import type { Mutant } from '../mutant.ts'

export const keysNeedPadding: Mutant = {
  id: 'keys-need-padding',
  defect: 'Only base64 with its padding counts as random: URL-safe keys are refused.',
  kills: ['configuration.generated-key-accepted'],
  edits: [
    {
      file: 'reference-app/src/config/production.ts',
      find: '  return keyWeakness(value)',
      replace: "  return value.endsWith('=') ? keyWeakness(value) : 'is not base64'",
    },
  ],
}
