/**
 * What a command leaves as the service has it: gcloud changes only what flags name, and services
 * are often made by Terraform or in the console, and deployed by builds.
 * https://cloud.google.com/sdk/gcloud/reference/run/deploy
 * Pure.
 */
import type { RunCommand } from './gcloud.ts'

/** Flags after which no variable is left from before. */
const replacing = [
  '--set-env-vars',
  '--env-vars-file',
  '--clear-env-vars',
  '--set-secrets',
  '--clear-secrets',
]

/** Flags for what a service is, of which a command that makes one names some. */
const settings = [
  ...replacing,
  '--update-env-vars',
  '--remove-env-vars',
  '--update-secrets',
  '--remove-secrets',
  '--port',
  '--max-instances',
  '--min-instances',
  '--max',
  '--min',
  '--memory',
  '--cpu',
  '--concurrency',
  '--timeout',
  '--service-account',
  '--allow-unauthenticated',
  '--no-allow-unauthenticated',
  '--set-cloudsql-instances',
  '--add-cloudsql-instances',
  '--vpc-connector',
  '--network',
  '--ingress',
]

/** Whether the service may have variables that the command does not name. */
export function keepsVariables({ verb, options }: RunCommand): boolean {
  if (verb !== 'deploy') return true
  return !replacing.some((flag) => options.values(flag).length > 0 || options.has(flag))
}

/** Where the variables are that a command leaves as they are. */
export const keptBy = (service: string) => `variables that the service ${service} already has`

/** Whether that is all that is said of a place: nothing but the service itself has them. */
export const isKeptPlace = (place: string) =>
  /^variables that the service .* already has$/.test(place)

/** Whether the command brings a new image, and leaves all else as the service has it. */
export function keepsSettings({ verb, options }: RunCommand): boolean {
  return verb === 'deploy' && !settings.some((flag) => options.has(flag))
}

/** Words in the names of services that are not the one in production. */
const stages =
  /^(?:stag(?:e|ing)|stg|dev|develop(?:ment)?|test(?:ing)?|qa|uat|preview|preprod|sandbox|canary)$/

/** Whether a service is a stage before production, by its name. */
export function isStage({ name }: RunCommand): boolean {
  const words = name.toLowerCase().split(/[-_.]/)
  return words.some((word) => stages.test(word))
}
