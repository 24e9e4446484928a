import { defineNeeds, type Key } from './need.ts'

const anyPlatform: readonly Key[] = [
  'manifests.compose',
  'manifests.stack',
  'manifests.ecsTask',
  'manifests.beanstalk',
  'manifests.cloudBuild',
]

/** Of the claims of section cloud. */
export const cloud = defineNeeds('cloud', {
  'cloud.ecs-valid': ['manifests.ecsTask'],
  'cloud.beanstalk-valid': ['manifests.beanstalk'],
  'cloud.run-valid': ['manifests.cloudBuild'],
  'cloud.environment-parity': [
    [
      'settings.secretKey',
      'settings.jwtSecretKey',
      'settings.environment',
      'backing',
      'manifests.environment',
    ],
    anyPlatform,
  ],
  'cloud.pool-fits': [anyPlatform, 'settings.poolSize'],
  'cloud.public-access-deliberate': [anyPlatform],
})
