/** Slips in manifests: lines that were copied, left behind, or written for another platform. */
import { defineMutants, edit, insertAfter } from '../mutant.ts'

const ecsTask = 'reference-app/deploy/cloud/ecs-task.json'
const options = 'reference-app/deploy/cloud/.ebextensions/options.config'
const cloudBuild = 'reference-app/deploy/cloud/cloudbuild.yaml'
const compose = 'reference-app/deploy/docker-compose.prod.yml'

export const slips = defineMutants('cloud', {
  'cloud-ecs-one-secret-for-two': {
    defect: 'On ECS the address of Redis is read from where the database stands.',
    kills: ['cloud.environment-parity'],
    edits: [edit(ecsTask, ':secret:backend/redis"', ':secret:backend/database"')],
  },
  'cloud-beanstalk-one-key-for-two': {
    defect: 'On Beanstalk alone both keys are one.',
    kills: ['cloud.environment-parity'],
    edits: [edit(options, ':secret:backend/jwt-key"', ':secret:backend/secret-key"')],
  },
  'cloud-ecs-key-of-a-provider': {
    defect: 'A key that the config does not name stands in the ECS task in words.',
    kills: ['cloud.environment-parity'],
    edits: [
      edit(
        ecsTask,
        '{ "name": "WORKERS", "value": "4" },',
        '{ "name": "WORKERS", "value": "4" },' +
          ' { "name": "WEBHOOK_SECRET", "value": "k7Vd9Qz1mXw4Rt8Yb2Nc6Lp0Hs3Jf5G" },',
      ),
    ],
  },
  'cloud-compose-password-of-the-database': {
    defect: 'The compose file has the password of the database in words, at the database.',
    kills: ['cloud.environment-parity'],
    edits: [edit(compose, '${POSTGRES_PASSWORD:?}', 'hunter2hunter2')],
  },
  'cloud-ecs-listens-elsewhere': {
    defect: 'On ECS the backend is told to listen on another port than the one that is mapped.',
    kills: ['cloud.ecs-valid'],
    edits: [
      edit(
        ecsTask,
        '{ "name": "WORKERS", "value": "4" },',
        '{ "name": "WORKERS", "value": "4" }, { "name": "PORT", "value": "3000" },',
      ),
    ],
  },
  'cloud-beanstalk-more-than-most': {
    defect: 'Beanstalk is to run more instances at least than at most.',
    kills: ['cloud.beanstalk-valid'],
    edits: [edit(options, 'MinSize: "2"', 'MinSize: "8"')],
  },
  'cloud-beanstalk-namespace-misspelt': {
    defect: 'A letter is missing in the namespace of the scaling, which then says nothing.',
    kills: ['cloud.beanstalk-valid'],
    edits: [edit(options, 'aws:autoscaling:asg:', 'aws:autoscaling:ags:')],
  },
  'cloud-run-older-build': {
    defect: 'Cloud Run gets the tag "latest", which this build does not make.',
    kills: ['cloud.run-valid'],
    edits: [edit(cloudBuild, '--image=$_IMAGE:$COMMIT_SHA', '--image=$_IMAGE:latest')],
  },
  'cloud-run-flags-that-exclude': {
    defect: 'The variables are set and updated in one command, which gcloud refuses.',
    kills: ['cloud.run-valid'],
    edits: [insertAfter(cloudBuild, '- --max-instances=6', '- --update-env-vars=LOG_LEVEL=INFO')],
  },
})
