/** Manifests for ECS, Elastic Beanstalk and Cloud Run. */
import { defineMutants, edit, insertAfter } from '../mutant.ts'

const ecsTask = 'reference-app/deploy/cloud/ecs-task.json'
const beanstalkOptions = 'reference-app/deploy/cloud/.ebextensions/options.config'
const cloudBuild = 'reference-app/deploy/cloud/cloudbuild.yaml'

export const manifests = defineMutants('cloud', {
  'cloud-beanstalk-another-port': {
    defect: 'Beanstalk sends requests to a port on which nobody listens.',
    kills: ['cloud.beanstalk-valid'],
    edits: [
      edit(
        'reference-app/deploy/cloud/Dockerrun.aws.json',
        '"ContainerPort": 8000',
        '"ContainerPort": 8080',
      ),
    ],
  },
  'cloud-beanstalk-unquoted': {
    defect: 'A value for Beanstalk is another text to YAML than the one that is written.',
    kills: ['cloud.beanstalk-valid'],
    edits: [edit(beanstalkOptions, 'WORKERS: "4"', 'WORKERS: 04')],
  },
  'cloud-secrets-crossed': {
    defect: 'Beanstalk reads the address of Redis from where the database stands, and the reverse.',
    kills: ['cloud.environment-parity'],
    edits: [
      edit(beanstalkOptions, ':secret:backend/database"', ':secret:backend/other"'),
      edit(beanstalkOptions, ':secret:backend/redis"', ':secret:backend/database"'),
      edit(beanstalkOptions, ':secret:backend/other"', ':secret:backend/redis"'),
    ],
  },
  'cloud-ecs-field-misspelt': {
    defect: 'A field of the ECS task is spelt as its neighbours are not.',
    kills: ['cloud.ecs-valid'],
    edits: [edit(ecsTask, '"stopTimeout": 30', '"stop_timeout": 30')],
  },
  'cloud-compose-password-by-default': {
    defect: 'Compose has an address with a password in words, for whoever sets none.',
    kills: ['cloud.environment-parity'],
    edits: [
      edit(
        'reference-app/deploy/docker-compose.prod.yml',
        'DATABASE_URL: ${DATABASE_URL:?}',
        'DATABASE_URL: ${DATABASE_URL:-postgresql://app:hunter2hunter2@db:5432/app}',
      ),
    ],
  },
  'cloud-compose-without-variables': {
    defect: 'The backend of the compose file gets none of its variables.',
    kills: ['cloud.environment-parity'],
    edits: [
      edit(
        'reference-app/deploy/docker-compose.prod.yml',
        '    environment:\n      ENVIRONMENT: production\n',
        '    x-environment:\n      ENVIRONMENT: production\n',
      ),
    ],
  },
  'cloud-sample-lacks-a-variable': {
    defect: 'The compose file refuses to start without a key that the sample does not name.',
    kills: ['cloud.environment-parity'],
    edits: [edit('reference-app/deploy/env.production.example', 'JWT_SECRET_KEY=\n', '')],
  },
  'cloud-run-image-not-pushed': {
    defect: 'The image is built and deployed, but pushed only when the build has ended.',
    kills: ['cloud.run-valid'],
    edits: [
      edit(
        cloudBuild,
        '  - name: gcr.io/cloud-builders/docker\n    args: [push, "$_IMAGE:$COMMIT_SHA"]\n',
        '',
      ),
    ],
  },
  'cloud-run-step-without-image': {
    defect: 'A step of the build names no image to run in: Cloud Build refuses the file.',
    kills: ['cloud.run-valid'],
    edits: [
      edit(
        cloudBuild,
        '  - name: gcr.io/cloud-builders/docker\n    args: [push, "$_IMAGE:$COMMIT_SHA"]\n',
        '  - args: [push, "$_IMAGE:$COMMIT_SHA"]\n',
      ),
    ],
  },
  'cloud-ecs-host-port': {
    defect: 'The ECS task maps its port to another one, which awsvpc does not do.',
    kills: ['cloud.ecs-valid'],
    edits: [edit(ecsTask, '"containerPort": 8000,', '"containerPort": 8000, "hostPort": 80,')],
  },
  'cloud-ecs-container-larger': {
    defect: 'The container wants more memory than the ECS task has.',
    kills: ['cloud.ecs-valid'],
    edits: [insertAfter(ecsTask, '"essential": true,', '"memory": 4096,')],
  },
  'cloud-ecs-key-in-words': {
    defect: 'A key stands in the ECS task in words.',
    kills: ['cloud.environment-parity'],
    edits: [
      // AWS refuses a variable that is given twice.
      edit(ecsTask, '"name": "SECRET_KEY"', '"name": "OLD_SECRET_KEY"'),
      insertAfter(
        ecsTask,
        '{ "name": "WORKERS", "value": "4" },',
        '{ "name": "SECRET_KEY", "value": "q6Wc0yX1m8s4Zt7Lr2Pn9Vd5Kb3Hj0Gf" },',
      ),
    ],
  },
  'cloud-ecs-logs-nowhere': {
    defect: 'The ECS task sends its logs to no group.',
    kills: ['cloud.ecs-valid'],
    edits: [edit(ecsTask, '          "awslogs-group": "/ecs/reference-backend",\n', '')],
  },
  'cloud-ecs-no-such-pair': {
    defect: 'The ECS task wants memory that Fargate has not with so much CPU.',
    kills: ['cloud.ecs-valid'],
    edits: [edit(ecsTask, '"memory": "2048"', '"memory": "1024"')],
  },
  'cloud-ecs-without-jwt-key': {
    defect: 'The ECS task lacks a variable without which production does not start.',
    kills: ['cloud.environment-parity'],
    edits: [edit(ecsTask, '"name": "JWT_SECRET_KEY"', '"name": "JWT_KEY"')],
  },
  'cloud-run-another-image': {
    defect: 'Cloud Run gets another image than the one that was built.',
    kills: ['cloud.run-valid'],
    edits: [
      edit(
        cloudBuild,
        '- --image=$_IMAGE:$COMMIT_SHA',
        '- --image=gcr.io/$PROJECT_ID/reference-backend:$COMMIT_SHA',
      ),
    ],
  },
  'cloud-run-another-region': {
    defect: 'Image and service are in two regions.',
    kills: ['cloud.run-valid'],
    edits: [edit(cloudBuild, '_REGION: europe-west3', '_REGION: us-central1')],
  },
  'cloud-run-open-without-reason': {
    defect: 'Anybody may call the service, and nobody wrote why.',
    kills: ['cloud.public-access-deliberate'],
    edits: [
      edit(
        cloudBuild,
        '      # Browsers of people without a Google account call it; the backend asks them to log in.\n',
        '',
      ),
    ],
  },
  'cloud-run-reason-is-code': {
    defect: 'Above the flag that lets anybody call is what is commented out, and no reason.',
    kills: ['cloud.public-access-deliberate'],
    edits: [
      edit(
        cloudBuild,
        '# Browsers of people without a Google account call it; the backend asks them to log in.',
        '# - --memory=512Mi --cpu=1 --concurrency=80',
      ),
    ],
  },
  'cloud-run-without-limit': {
    defect: 'Cloud Run may start as many instances as it likes, each with pools of its own.',
    kills: ['cloud.pool-fits'],
    edits: [edit(cloudBuild, '      - --max-instances=6\n', '')],
  },
})
