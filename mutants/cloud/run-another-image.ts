import type { Mutant } from '../mutant.ts'

export const runAnotherImage: Mutant = {
  id: 'cloud-run-another-image',
  defect: 'Cloud Run gets another image than the one that was built.',
  kills: ['cloud.run-valid'],
  edits: [
    {
      file: 'reference-app/deploy/cloud/cloudbuild.yaml',
      find: '- --image=$_IMAGE:$COMMIT_SHA',
      replace: '- --image=gcr.io/$PROJECT_ID/reference-backend:$COMMIT_SHA',
    },
  ],
}
