/** Goal: of all that a build deploys, the backend is found, and the variables that it is given. */
import { describe, expect, test } from 'vitest'
import { cloudBuildPlatform } from './cloud-build.ts'
import { gcloud, repositories, scripted } from './testing/builds.ts'

const config = { settings: { poolSize: 'DB_POOL_SIZE', secretKey: 'SECRET_KEY' } } as const

describe('the backend is found among the services', () => {
  const web = 'gcloud run deploy web --image gcr.io/p/web:1 --port 3000'
  const api = 'gcloud run deploy api --image gcr.io/p/api:1 --port 8000'

  test('by its port', () => {
    const read = cloudBuildPlatform(
      scripted(
        `${web}\n${api} --update-env-vars ENVIRONMENT=production --update-secrets SECRET_KEY=k:1`,
      ),
    )
    expect(read).toMatchObject({ images: ['gcr.io/p/api:1'], ports: [8000], problems: [] })
    expect(read.plain).toEqual({ ENVIRONMENT: 'production' })
    expect(read.references).toEqual(['SECRET_KEY'])
  })
  test('by another port, its pool, its keys, its name', () => {
    const port = { container: { port: 3000 } }
    expect(cloudBuildPlatform(scripted(`${api}\n${web}`), port).images).toEqual(['gcr.io/p/web:1'])
    const plain = (more: string) => `${api.replace(' --port 8000', '')} ${more}`
    const other = web.replace(' --port 3000', '')
    const named = { deployment: { services: { backend: 'api' } } }
    for (const [line, more] of [
      [plain('--set-env-vars=DB_POOL_SIZE=5'), config],
      [plain('--set-secrets=SECRET_KEY=k:1'), config],
      [plain('--memory=1Gi'), named],
    ] as const) {
      const read = cloudBuildPlatform(scripted(`${other}\n${line}`), more)
      expect(read).toMatchObject({ images: ['gcr.io/p/api:1'], unknown: [] })
    }
  })
  test('with images of its own, among others that are built', () => {
    const read = cloudBuildPlatform(
      scripted(
        `docker build -t gcr.io/p/web:1 web\ndocker build -t gcr.io/p/api:1 api\n${web}\n${api}`,
      ),
    )
    expect(repositories(read.images)).toEqual(['gcr.io/p/api'])
  })
  test('with an image that a command prints', () => {
    const built = 'docker build -t gcr.io/p/api:1 .\ndocker push gcr.io/p/api:1\n'
    const read = (output: string) =>
      cloudBuildPlatform(
        scripted(`${built}gcloud run deploy api --image "$(${output})" --port=8000`),
      )
    const asked = read('gcloud container images describe gcr.io/p/api:1 --format=json')
    expect(repositories(asked.images)).toEqual(['gcr.io/p/api'])
    expect(asked.unknown).toEqual([])
    const { images, unknown } = read('cat image.txt')
    expect(repositories(images)).toEqual(['$()'])
    expect(unknown.join()).toMatch(/^cannot tell whether .*image.txt.* is gcr.io\/p\/api:1$/)
  })
  test('jobs and workers are no services', () => {
    const job = 'gcloud run jobs deploy migrate --image gcr.io/p/job:1'
    const read = cloudBuildPlatform(scripted(`${job}\ngcloud run jobs execute migrate\n${api}`))
    expect(read).toMatchObject({ images: ['gcr.io/p/api:1'], problems: [] })
  })
  test('several containers in a service', () => {
    const read = cloudBuildPlatform(
      scripted(`gcloud run deploy api --region europe-west3 \\
  --container proxy --image gcr.io/p/proxy:1 --set-env-vars A=1 \\
  --container app --image gcr.io/p/api:1 --port 8000 --set-env-vars B=2`),
    )
    expect(read).toMatchObject({ images: ['gcr.io/p/api:1'], ports: [8000], plain: { B: '2' } })
  })
  test('in two stages: what both of them have', () => {
    const stage = (name: string, variables: string) =>
      `gcloud run deploy ${name} --image gcr.io/p/api:1 --port 8000 --set-env-vars ${variables}`
    const read = cloudBuildPlatform(
      scripted(`${stage('staging', 'A=1')}\n${stage('api', 'A=1,B=2')}`),
    )
    expect(read).toMatchObject({ plain: { A: '1' }, unknown: [] })
  })
  test('in two regions, with its image in one of them', () => {
    const image = 'europe-west1-docker.pkg.dev/p/r/api:1'
    const inRegion = (region: string) =>
      `gcloud run deploy api --image ${image} --port 8000 --region ${region}`
    const read = cloudBuildPlatform(
      scripted(['europe-west1', 'us-central1'].map(inRegion).join('\n')),
    )
    expect([...new Set(read.regions)]).toEqual(['europe-west1'])
  })
  test('unless nothing tells which one it is', () => {
    const site = api.replace('8000', '9000').replace('deploy api', 'deploy site')
    const read = cloudBuildPlatform(scripted(`${web}\n${site}`))
    expect(read.unknown).toEqual(['cannot tell which service is the backend: web, site'])
  })
})

describe('variables are given in five ways', () => {
  const api = 'gcloud run deploy api --image a --port 8000'
  test('in flags that set, add, and name files', () => {
    const read = cloudBuildPlatform(
      scripted(`${api} --set-env-vars '^;^A=1,2;B=3' --update-env-vars=C=4 \\
  --set-secrets D=d:1,/etc/key=e:2 --update-secrets F=f:latest --env-vars-file env.yaml`),
      {},
      (path) => (path === 'env.yaml' ? 'G: "7"\nH: true\n' : undefined),
    )
    expect(read.plain).toEqual({ A: '1,2', B: '3', C: '4', G: '7', H: 'true' })
    expect(read.references).toEqual(['D', 'F'])
    expect(read.elsewhere).toEqual([])
  })
  test('a file in the notation of environment files', () => {
    const read = cloudBuildPlatform(
      scripted(`${api} --env-vars-file=prod.env`),
      {},
      () => 'A="1"\n',
    )
    expect(read.plain).toEqual({ A: '1' })
  })
  test('a file that is no YAML is named', () => {
    const text = scripted(`${api} --env-vars-file=prod.yaml`)
    expect(() => cloudBuildPlatform(text, {}, () => 'A: [')).toThrow(/prod\.yaml is not valid YAML/)
  })
  test('a file that is not there', () => {
    const read = cloudBuildPlatform(scripted(`${api} --env-vars-file=prod.yaml`))
    expect(read.elsewhere).toEqual(['variables in prod.yaml'])
  })
  test('an update keeps what the service has', () => {
    const read = cloudBuildPlatform(
      gcloud('run', 'services', 'update', 'api', '--image=a:1', '--update-env-vars=A=1'),
    )
    expect(read).toMatchObject({ images: ['a:1'], plain: { A: '1' }, problems: [], unknown: [] })
    expect(read.elsewhere).toEqual(['variables that the service api already has'])
    expect(read.maxInstances).toBeUndefined()
  })
})
