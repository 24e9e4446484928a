import type { Mutant } from '../mutant.ts'

export const runOpenWithoutReason: Mutant = {
  id: 'cloud-run-open-without-reason',
  defect: 'Anybody may call the service, and nobody wrote why.',
  kills: ['cloud.public-access-deliberate'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/cloudbuild.yaml',
      find: `      # Browsers of people without a Google account call it; the backend asks them to log in.
`,
      replace: '',
    },
  ],
}
