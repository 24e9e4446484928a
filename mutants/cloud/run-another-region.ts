import type { Mutant } from '../mutant.ts'

export const runAnotherRegion: Mutant = {
  id: 'cloud-run-another-region',
  defect: 'Image and service are in two regions.',
  kills: ['cloud.run-valid'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/cloudbuild.yaml',
      find: '_REGION: europe-west3',
      replace: '_REGION: us-central1',
    },
  ],
}
