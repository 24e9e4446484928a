import type { Mutant } from '../mutant.ts'

export const runWithoutLimit: Mutant = {
  id: 'cloud-run-without-limit',
  defect: 'Cloud Run may start as many instances as it likes, each with pools of its own.',
  kills: ['cloud.pool-fits'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/cloudbuild.yaml',
      find: `      - --max-instances=6
`,
      replace: '',
    },
  ],
}
