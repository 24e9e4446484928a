/** TLS versions and cipher suites, one handshake for each. */
import type { SecureVersion } from 'node:tls'
import type { KeyType } from '#gate/contract/edge.ts'
import { inconclusive } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { isOpen } from '#gate/kit/edge/defaults.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { type Edge, runAuthority } from '#gate/kit/edge/edge.ts'
import { addressOf } from '#gate/kit/edge/edge-client.ts'
import { edgeImageOf } from '#gate/kit/edge/edge-image.ts'
import { withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { knownSuites, openPermissiveServer, tryHandshake } from '#gate/kit/edge/handshakes.ts'
import { readTree } from '#gate/kit/edge/nginx-tree.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'

const current: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.3']
const obsolete: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1']
/** By the type of key that each needs. */
const configured: Record<KeyType, string> = {
  ec: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  rsa: 'ECDHE-RSA-AES128-GCM-SHA256',
}
const keyTypes = Object.keys(configured) as KeyType[]
/** If the client can offer fewer suites, the result shows little. */
const minSuites = 15

/** The served name, and those of further servers on its port that pass requests on. */
function namesOf(edge: Edge): string[] {
  const { port } = addressOf(edge, 'https')
  const passing = new Set(edge.places.map(({ server }) => server))
  const others = edge.sites
    .filter(({ scheme, address, server }) => {
      return scheme === 'https' && address.port === port && passing.has(server)
    })
    .map(({ host }) => host)
  return [...new Set([edge.serverName, ...others])]
}

/** Runs with a server that accepts everything: what fails there, the client cannot do. */
async function withControl<T>(use: (control: Address) => Promise<T>): Promise<T> {
  const control = await openPermissiveServer(await runAuthority())
  return await use(control.address).finally(() => control.close())
}

/** Before 1.27.3 nginx spoke TLS 1.0 and 1.1 by default, and before 1.23.4 no 1.3. */
async function assertVersionsKnown(target: Target): Promise<void> {
  const deployed = await deployedNginx(target)
  if (!isOpen(readTree(deployed), edgeImageOf(deployed.service), 'ssl_protocols')) return
  throw inconclusive(
    'the configuration has no ssl_protocols, and its default depends on a version of nginx that ' +
      'neither a compose file nor a Dockerfile tells',
  )
}

check('edge.tls-versions', async ({ target, stack, evidence, expect }) => {
  await assertVersionsKnown(target)
  await withControl(async (control) => {
    for (const version of [...current, ...obsolete]) {
      const { done, problem } = await tryHandshake(control, { versions: [version, version] })
      evidence.observe('control', { version, done, problem })
      if (!done) throw inconclusive(`this machine's client does not speak ${version}: ${problem}`)
    }
  })
  for (const keyType of keyTypes) {
    await withEdge({ target, stack }, { keyType }, async ({ edge }) => {
      const address = addressOf(edge, 'https')
      const names = namesOf(edge)
      const attempt = async (version: SecureVersion, serverName: string | undefined) => {
        const result = await tryHandshake(address, { versions: [version, version], serverName })
        evidence.observe('handshake', { version, keyType, serverName, ...result })
        return result
      }
      for (const version of current) {
        const { done, problem, protocol } = await attempt(version, edge.serverName)
        const error = problem === undefined ? '' : ` (${problem})`
        const what = `handshake with ${version} and an ${keyType} key succeeds${error}`
        expect.soft(done, what).toBe(true)
        if (done) expect.soft(protocol, `protocol when offering ${version}`).toBe(version)
      }
      for (const version of obsolete) {
        for (const serverName of [...names, 'elsewhere.test', undefined]) {
          const { done } = await attempt(version, serverName)
          const what = `handshake with ${version} for ${serverName ?? 'no server name'} succeeds`
          expect.soft(done, what).toBe(false)
        }
      }
    })
  }
  evidence.floor('handshake', keyTypes.length * (current.length + 3 * obsolete.length))
})

check('edge.tls-ciphers', async ({ target, stack, evidence, expect }) => {
  const versions = ['TLSv1.2', 'TLSv1.2'] as const
  const offerable = await withControl(async (control) => {
    const suites: string[] = []
    for (const suite of knownSuites()) {
      if ((await tryHandshake(control, { versions, suite })).done) suites.push(suite)
    }
    return suites
  })
  for (const suite of Object.values(configured)) {
    if (!offerable.includes(suite))
      throw inconclusive(`this machine's client does not speak ${suite}`)
  }
  const negotiated: Partial<Record<KeyType, string[]>> = {}
  for (const keyType of keyTypes) {
    const suites: string[] = []
    negotiated[keyType] = suites
    await withEdge({ target, stack }, { keyType }, async ({ edge }) => {
      for (const serverName of namesOf(edge)) {
        const agreed: string[] = []
        for (const suite of offerable) {
          const options = { versions, suite, serverName }
          const result = await tryHandshake(addressOf(edge, 'https'), options)
          evidence.observe('handshake', { keyType, serverName, offered: suite, ...result })
          if (result.done) agreed.push(suite)
        }
        const others = agreed.filter((suite) => suite !== configured[keyType])
        const what = `unwanted suites negotiated with an ${keyType} key for ${serverName}`
        expect.soft(others, what).toEqual([])
        if (serverName === edge.serverName) suites.push(...agreed)
      }
    })
  }
  evidence.floor('handshake', keyTypes.length * minSuites)
  const declared = target.config.edge?.keyTypes
  if (!declared) {
    // The config does not say which type of key the deployment has: it has to work with one.
    expect.soft(Object.values(negotiated).flat(), 'suites negotiated').not.toEqual([])
  }
  for (const keyType of declared ?? []) {
    const what = `suites negotiated with an ${keyType} key`
    expect.soft(negotiated[keyType], what).toContain(configured[keyType])
  }
})
