/** Goal: what Beanstalk refuses by value or namespace is told, and what it takes is not. */
import { expect, test } from 'vitest'
import { valueProblems } from './beanstalk-values.ts'

const problems = (options: Record<string, Record<string, unknown>>) => [...valueProblems(options)]

test.each([
  [{ 'aws:autoscaling:asg': { MinSize: 2, MaxSize: '1' } }, /MinSize 2 exceeds MaxSize 1/],
  [{ 'aws:autoscaling:asg': { MinSize: 6 } }, /MinSize 6 exceeds MaxSize 4/],
  [
    { 'aws:elasticbeanstalk:command': { DeploymentPolicy: 'rolling' } },
    /DeploymentPolicy must be one of AllAtOnce, Rolling, .*, not rolling/,
  ],
  [
    { 'aws:elasticbeanstalk:application:enviroment': { A: '1' } },
    /no namespace .*did you mean aws:elasticbeanstalk:application:environment\?/,
  ],
  [{ 'aws:autoscalling:asg': { MaxSize: 2 } }, /did you mean aws:autoscaling:asg\?/],
  [{ 'aws:elasticbeanstalk:commnad': { BatchSize: 2 } }, /did you mean/],
])('%j', (options, problem) => expect(problems(options)).toEqual([expect.stringMatching(problem)]))

test.each([
  { 'aws:autoscaling:asg': { MinSize: 2, MaxSize: 2 } },
  {
    'aws:autoscaling:asg': { MinSize: 5 },
    'aws:elasticbeanstalk:environment': { EnvironmentType: 'SingleInstance' },
  },
  { 'aws:elasticbeanstalk:command': { DeploymentPolicy: '`{"Ref": "Policy"}`' } },
  { 'aws:elbv2:listener:443': { Protocol: 'HTTPS' } },
  { 'aws:elasticbeanstalk:environment:process:api': { Port: '8080' } },
  { 'aws:elasticbeanstalk:container:python': { WSGIPath: 'a:b' } },
])('%j is taken', (options) => expect(problems(options)).toEqual([]))
