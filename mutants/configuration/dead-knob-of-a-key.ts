import type { Mutant } from '../mutant.ts'

export const deadKnobOfAKey: Mutant = {
  id: 'dead-knob-of-a-key',
  defect: 'SECRET_KEY is demanded and judged, and then JWT_SECRET_KEY signs everything.',
  kills: ['configuration.settings-effective'],
  naming: ['SECRET_KEY'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/sessions.ts',
      find: "new TokenSigner(settings.SECRET_KEY, 'refresh')",
      replace: "new TokenSigner(settings.JWT_SECRET_KEY, 'refresh')",
    },
  ],
}
