/** Manifests that are written differently, of the same deployment. */
import { defineMutants, edit } from '../mutant.ts'

const cloud = 'reference-app/deploy/cloud'
const environmentFile = 'reference-app/deploy/env.production.example'

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
  'harmless-compose-otherwise': {
    defect: "The compose file has fragments, lists, long forms and nested defaults: Compose's own.",
    kills: [],
    triedOn: [
      'cloud',
      'container.compose-valid',
      'edge.config-valid',
      'pool.formula-holds',
      'cache.survives-restart',
    ],
    files: ['reference-app/deploy/docker-compose.prod.yml'],
  },
  'harmless-environment-file-otherwise': {
    defect: 'The environment file exports, quotes, and writes some defaults out.',
    kills: [],
    triedOn: ['configuration', 'cloud', 'pool.formula-holds'],
    edits: [
      edit(environmentFile, '\nENVIRONMENT=production', '\nexport ENVIRONMENT="production"'),
      edit(environmentFile, '#WORKERS=4', "WORKERS='4'"),
      edit(environmentFile, '#DB_POOL_SIZE=20', 'DB_POOL_SIZE = 20'),
      edit(environmentFile, '#DB_MAX_OVERFLOW=40', 'export DB_MAX_OVERFLOW=40'),
      edit(environmentFile, '\nSECRET_KEY=\n', '\nSECRET_KEY=""\n'),
      edit(environmentFile, '\nREDIS_URL=\n', "\nREDIS_URL=''\n"),
    ],
  },
})
