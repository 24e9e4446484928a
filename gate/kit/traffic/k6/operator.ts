/**
 * The manifest for k6-operator to run a load script on a cluster. The script is deployed as an
 * archive with all its imports: `k6 archive --exclude-env-vars -O load.tar load/medium.ts`, then
 * `kubectl create configmap NAME --from-file load.tar`.
 *
 * @see https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/
 */
import { stringify } from 'yaml'
import { shapeVariables } from './k6-process.ts'
import type { LoadShape } from './request.ts'

export interface TestRunOptions {
  /** One of the scripts: `medium`. */
  script: string
  /** Pods that share the test by execution segments. */
  parallelism: number
  /** The URL of the target for the pods. */
  url: string
  namespace?: string
  /** Name of the config map that holds the archive `load.tar`. */
  configMap?: string
  /** Name of the secret whose keys are TARGET_ADMIN_EMAIL and TARGET_ADMIN_PASSWORD. */
  secret?: string
  image?: string
  shape?: LoadShape
}

/**
 * A TestRun (k6.io/v1alpha1) as YAML. It names the secret, and has no password.
 * @throws RangeError if the number of pods is not a whole number of 1 or more
 */
export function testRunManifest(options: TestRunOptions): string {
  const { script, parallelism, url } = options
  if (!Number.isInteger(parallelism) || parallelism < 1) {
    throw new RangeError(`parallelism must be a whole number of 1 or more, not ${parallelism}`)
  }
  const variables = {
    TARGET_URL: url,
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    ...shapeVariables(options.shape),
  }
  return stringify({
    apiVersion: 'k6.io/v1alpha1',
    kind: 'TestRun',
    metadata: {
      name: `preflight-${script}`,
      ...(options.namespace ? { namespace: options.namespace } : {}),
      labels: { 'app.kubernetes.io/part-of': 'preflight' },
    },
    spec: {
      parallelism,
      // Pods wait for each other, so that the segments start together.
      separate: false,
      script: {
        configMap: { name: options.configMap ?? `preflight-${script}`, file: 'load.tar' },
      },
      runner: {
        ...(options.image ? { image: options.image } : {}),
        env: Object.entries(variables).map(([name, value]) => ({ name, value })),
        envFrom: [{ secretRef: { name: options.secret ?? 'preflight-load' } }],
      },
    },
  })
}
