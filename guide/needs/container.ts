import { defineNeeds, lockedRead, type Needs, started } from './need.ts'

const image: Needs = [started, 'manifests.dockerfile']
const composition: Needs = ['manifests.compose', 'manifests.dockerfile']

/** Of the claims of section container. */
export const container = defineNeeds('container', {
  'container.non-root': image,
  'container.healthcheck': image,
  'container.unhealthy-detected': image,
  'container.workers': image,
  'container.image-clean': ['manifests.dockerfile'],
  'container.image-compiler-free': ['manifests.dockerfile'],
  'container.restart': composition,
  'container.limits': composition,
  'container.replicas': composition,
  'container.data-survives': [...composition, 'backing.postgres', 'backing.redis'],
  'container.graceful-stop': [started, ...lockedRead],
  'container.compose-valid': ['manifests.compose'],
  'container.starts-in-order': composition,
})
