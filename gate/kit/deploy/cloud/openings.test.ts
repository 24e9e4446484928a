/** Goal: a reason says who may call, and what opens another service opens nothing. */
import { describe, expect, test } from 'vitest'
import { cloudBuildPlatform } from './cloud-build.ts'
import { isReason } from './reason.ts'

const flag = '--allow-unauthenticated'
const build = (...lines: string[]) => `steps:\n${lines.map((line) => `  ${line}\n`).join('')}`
const openingsOf = (text: string) => cloudBuildPlatform(text).openings
const reasonsOf = (text: string) => openingsOf(text).map(({ reason }) => reason)
const args = (...lines: string[]) =>
  build(
    '- name: a',
    '  entrypoint: gcloud',
    '  args:',
    ...['run', 'deploy', 'api', '--image=a', '--port=8000'].map((word) => `    - ${word}`),
    ...lines.map((line) => `    ${line}`),
  )
const why = 'Browsers call it without an account.'

describe('a comment that is a reason', () => {
  test.each([
    'Browsers of people without a Google account call it; the backend asks them to log in.',
    'Public API: partners authenticate with their own tokens.',
    'Stripe has no identity of Google: its webhooks are checked by signature.',
    'open to the internet, the load balancer in front of it filters',
    'Deployed publicly because anybody may read the catalogue',
    'everyone may call this',
    'app-layer OIDC enforcement, not IAM',
    'Only public webhooks call it',
    'Kunden rufen die API ohne Google-Konto auf.',
  ])('%s', (text) => expect(isReason(text)).toBe(true))
})

describe('a comment that is none', () => {
  test.each([
    '- --memory=512Mi --cpu=1 --concurrency=80',
    '--ingress=internal --no-allow-unauthenticated',
    '- --set-env-vars=PUBLIC=yes',
    'gcloud run services add-iam-policy-binding api --member=allUsers',
    'args: [run, deploy, public]',
    'entrypoint: gcloud',
    'PUBLIC_ACCESS=true',
    'Deploy the public API',
    'Step 3: deploy the users service',
    '3. Roll out to users',
    'allow unauthenticated access',
    '(10 + 10) x 4 workers x 6 instances + 10 = 490 connections.',
    'that is enough memory for now',
    'Hack: public access until the launch',
    'yamllint disable rule:line-length for users',
    'nosec public',
    'see https://cloud.google.com/run/docs/authenticating/public',
    'Or use IAM for auth',
    'Remove this for services without public access',
    'Public for now: tokens come later',
    'Only for testing: anybody can call it',
    'unlike "--no-allow-unauthenticated" for the other one',
  ])('%s', (text) => expect(isReason(text)).toBe(false))
})

describe('a reason stands', () => {
  test.each([
    ['above the flag', args(`# ${why}`, `- ${flag}`)],
    ['beside the flag', args(`- ${flag} # ${why}`)],
    ['above it on several lines', args('# Browsers call it', '# without an account.', `- ${flag}`)],
    ['above what is commented out', args(`# ${why}`, '# - --memory=512Mi --cpu=1', `- ${flag}`)],
    [
      'above the step',
      build(`# ${why}`, '- name: a', '  entrypoint: gcloud', `  args: [run, deploy, api, ${flag}]`),
    ],
    [
      'above the command of a script',
      build(
        '- name: a',
        '  script: |',
        `    # ${why}`,
        '    gcloud run deploy api \\',
        '      --image=a \\',
        `      ${flag}`,
      ),
    ],
  ])('%s', (_, text) => expect(reasonsOf(text)).toEqual([why]))

  test.each([
    ['where it is commented out', args('# - --memory=512Mi --cpu=1 --concurrency=80', `- ${flag}`)],
    [
      'where it is about something else',
      args('# one instance more than users need', '- --max-instances=6', `- ${flag}`),
    ],
    [
      'where the step has a title',
      build(
        '# Deploy the users service to Cloud Run',
        '- name: a',
        '  entrypoint: gcloud',
        `  args: [run, deploy, api, ${flag}]`,
      ),
    ],
  ])('nowhere %s', (_, text) => expect(reasonsOf(text)).toEqual([undefined]))
})

describe('what opens', () => {
  const script = (...lines: string[]) =>
    build('- name: a', '  script: |', ...lines.map((line) => `    ${line}`))
  const api = 'gcloud run deploy api --image=a --port=8000'
  const web = 'gcloud run deploy web --image=b --port=3000'
  const everybody = '--member=allUsers --role=roles/run.invoker'

  test.each([
    ['the flag', script(`${api} ${flag}`), `line 4: ${flag}`],
    [
      'no check of the invoker',
      script(`${api} --no-invoker-iam-check`),
      'line 4: --no-invoker-iam-check',
    ],
    [
      'a binding for all',
      script(api, `gcloud run services add-iam-policy-binding api ${everybody}`),
      'line 5: allUsers',
    ],
    [
      'a flag in a substitution',
      `substitutions: { _AUTH: "${flag}" }\n${args('- $_AUTH')}`,
      `line 1: ${flag}`,
    ],
    [
      'something that cannot be read',
      build('- name: a', `  args: [deploy.sh, ${flag}]`),
      `line 3: ${flag}`,
    ],
  ])('%s', (_, text, where) => expect(openingsOf(text).map((each) => each.where)).toEqual([where]))

  test.each([
    ['the flag for another service', script(`${web} ${flag}`, api)],
    [
      'a binding of another service',
      script(api, `gcloud run services add-iam-policy-binding web ${everybody}`),
    ],
    ['the flag that closes', script(`${api} --no-allow-unauthenticated`)],
    ['the flag that is false', script(`${api} ${flag}=false`)],
    ['what is commented out', script(api, `# ${flag}`)],
    ['what is only printed', script(api, `echo ${flag}`)],
  ])('not %s', (_, text) => expect(openingsOf(text)).toEqual([]))
})
