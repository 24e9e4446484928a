/** Manifests that are written differently, of the same deployment. */
import { defineMutants, edit } from '../mutant.ts'

const cloud = 'reference-app/deploy/cloud'

export const otherManifests = defineMutants('harmless', {
  'harmless-cloud-otherwise': {
    defect:
      'Platforms have other containers and services besides the backend, and scripts for commands.',
    kills: [],
    triedOn: ['cloud'],
    edits: [
      edit(
        'reference-app/deploy/docker-compose.prod.yml',
        'DATABASE_URL: ${DATABASE_URL:?}',
        'DATABASE_URL: postgresql://${POSTGRES_USER:?}:${POSTGRES_PASSWORD:?}@db:5432/${POSTGRES_DB:?}',
      ),
      edit(
        'reference-app/deploy/stack.yml',
        'DATABASE_URL: ${DATABASE_URL:?}',
        'DATABASE_URL: postgresql://$POSTGRES_USER:${POSTGRES_PASSWORD?}@db/${POSTGRES_DB:-app}',
      ),
    ],
    files: [
      `${cloud}/ecs-task.json`,
      `${cloud}/Dockerrun.aws.json`,
      `${cloud}/.ebextensions/options.config`,
      `${cloud}/cloudbuild.yaml`,
    ],
  },
})
