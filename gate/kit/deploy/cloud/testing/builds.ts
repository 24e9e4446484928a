/** Build files of Google Cloud. */
import { repositoryOf } from '../platform.ts'

const indented = (text: string, by: string) => text.trim().split('\n').join(`\n${by}`)

/** A file with steps in YAML. */
export function steps(...each: string[]): string {
  return `steps:\n${each.map((step) => `  - ${step}\n`).join('')}`
}

/** A step with a script. */
export function scripted(lines: string): string {
  return `steps:\n  - name: a\n    script: |\n      ${indented(lines, '      ')}\n`
}

/** A step that gives a script to a shell. */
export function bash(lines: string, entrypoint = 'bash', flag = '-c'): string {
  const script = indented(lines, '        ')
  return `steps:
  - name: a
    entrypoint: ${entrypoint}
    args:
      - ${flag}
      - |
        ${script}
`
}

/** A step that is a command of gcloud. */
export function gcloud(...words: string[]): string {
  return steps(`{ name: a, entrypoint: gcloud, args: ${JSON.stringify(words)} }`)
}

export function repositories(images: readonly string[]): string[] {
  return [...new Set(images.map(repositoryOf))]
}

/** The file of a service of Cloud Run with these containers, each as an item of a list. */
export const runService = (...containers: string[]) => `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: api }
spec:
  template:
    spec:
      containers:
${containers.map((each) => `        - ${each}\n`).join('')}`
