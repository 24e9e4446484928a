/**
 * Options of Elastic Beanstalk that it refuses by their value, or does not know by their namespace.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 * Pure.
 */
import { ownValue } from '#gate/own-value.ts'
import { mapOf } from '#gate/yaml-map.ts'
import type { Options } from './beanstalk-options.ts'

/** Values of options that allow a few only, by namespace. */
const allowed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'aws:elasticbeanstalk:command': {
    DeploymentPolicy: [
      'AllAtOnce',
      'Rolling',
      'RollingWithAdditionalBatch',
      'Immutable',
      'TrafficSplitting',
    ],
    BatchSizeType: ['Percentage', 'Fixed'],
  },
  'aws:elasticbeanstalk:environment': {
    EnvironmentType: ['SingleInstance', 'LoadBalanced'],
    LoadBalancerType: ['classic', 'application', 'network'],
  },
  'aws:autoscaling:updatepolicy:rollingupdate': {
    RollingUpdateType: ['Time', 'Health', 'Immutable'],
  },
  'aws:elasticbeanstalk:healthreporting:system': { SystemType: ['basic', 'enhanced'] },
}

/** Namespaces of general options whose last part is a fixed word. */
const namespaces = [
  ...['asg', 'launchconfiguration', 'trigger', 'scheduledaction', 'updatepolicy:rollingupdate'].map(
    (name) => `aws:autoscaling:${name}`,
  ),
  'aws:ec2:instances',
  'aws:ec2:vpc',
  ...['application', 'command', 'environment', 'monitoring', 'sqsd', 'xray', 'control'].map(
    (name) => `aws:elasticbeanstalk:${name}`,
  ),
  'aws:elasticbeanstalk:application:environment',
  'aws:elasticbeanstalk:application:environmentsecrets',
  'aws:elasticbeanstalk:cloudwatch:logs',
  'aws:elasticbeanstalk:cloudwatch:logs:health',
  'aws:elasticbeanstalk:environment:proxy',
  'aws:elasticbeanstalk:environment:proxy:staticfiles',
  'aws:elasticbeanstalk:environment:process:default',
  'aws:elasticbeanstalk:healthreporting:system',
  'aws:elasticbeanstalk:hostmanager',
  'aws:elasticbeanstalk:managedactions',
  'aws:elasticbeanstalk:managedactions:platformupdate',
  'aws:elasticbeanstalk:sns:topics',
  'aws:elasticbeanstalk:trafficsplitting',
  'aws:elb:loadbalancer',
  'aws:elb:healthcheck',
  'aws:elbv2:loadbalancer',
  'aws:elbv2:listener:default',
  'aws:rds:dbinstance',
]

/** Whether one letter is added, left out or another, or two are exchanged. */
function isSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  if (long.length > short.length + 1) return false
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1)
  const isExchanged = short[at] === long[at + 1] && short[at + 1] === long[at]
  return (
    short.slice(at + 1) === long.slice(at + 1) ||
    (isExchanged && short.slice(at + 2) === long.slice(at + 2))
  )
}

/** A namespace that nobody knows is no mistake by itself: only one letter beside a known one. */
function* misspelt(options: Options): Generator<string> {
  for (const namespace of Object.keys(options)) {
    if (namespaces.includes(namespace)) continue
    const meant = namespaces.find((known) => isSlip(namespace, known))
    if (meant !== undefined) yield `there is no namespace ${namespace}: did you mean ${meant}?`
  }
}

function* sizes(options: Options): Generator<string> {
  const { MinSize = 1, MaxSize = 4 } = mapOf(options['aws:autoscaling:asg'])
  const { EnvironmentType } = mapOf(options['aws:elasticbeanstalk:environment'])
  if (EnvironmentType !== 'SingleInstance' && Number(MinSize) > Number(MaxSize))
    yield `aws:autoscaling:asg: MinSize ${MinSize} exceeds MaxSize ${MaxSize}`
}

/** What the platform would refuse. */
export function* valueProblems(options: Options): Generator<string> {
  yield* misspelt(options)
  yield* sizes(options)
  for (const [namespace, values] of Object.entries(options)) {
    for (const [name, value] of Object.entries(values)) {
      const known = ownValue(allowed[namespace] ?? {}, name)
      // A function of CloudFormation or a placeholder may become any of them.
      if (known === undefined || !/^[\w-]+$/.test(String(value))) continue
      if (!known.includes(String(value)))
        yield `${namespace}: ${name} must be one of ${known.join(', ')}, not ${value}`
    }
  }
}
