/** TLS versions and suites, one handshake for each. */
import type { SecureVersion } from 'node:tls'
import type { KeyType } from '#gate/contract/edge.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { type Edge, ownAuthority } from '#gate/kit/edge/edge.ts'
import { withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { knownSuites, openPermissiveServer, tryHandshake } from '#gate/kit/edge/handshakes.ts'
import { check } from '#gate/run/check.ts'

const current: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.3']
const obsolete: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1']
/** By the kind of key that each needs. */
const configured: Record<KeyType, string> = {
  ec: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  rsa: 'ECDHE-RSA-AES128-GCM-SHA256',
}
const keyTypes = Object.keys(configured) as KeyType[]
/** Fewer kinds of handshake that the client can make show little. */
const fewestSuites = 15

function tlsOf({ https }: Edge): Address {
  if (!https) throw unverified('manifests.nginx with a server for https')
  return https
}

/** Runs with a server that speaks everything: what fails there, the client cannot do. */
async function withControl<T>(use: (control: Address) => Promise<T>): Promise<T> {
  const control = await openPermissiveServer(await ownAuthority())
  return await use(control.address).finally(() => control.close())
}

check('edge.tls-versions', async ({ target, stack, evidence, expect }) => {
  await withControl(async (control) => {
    for (const version of [...current, ...obsolete]) {
      const { done, problem } = await tryHandshake(control, { versions: [version, version] })
      evidence.observe('control', { version, done, problem })
      if (!done) throw inconclusive(`this machine's client does not speak ${version}: ${problem}`)
    }
  })
  for (const keyType of keyTypes) {
    await withEdge({ target, stack }, { keyType }, async ({ edge }) => {
      const address = tlsOf(edge)
      const attempt = async (version: SecureVersion, serverName: string | undefined) => {
        const seen = await tryHandshake(address, { versions: [version, version], serverName })
        evidence.observe('handshake', { version, keyType, serverName, ...seen })
        return seen
      }
      for (const version of current) {
        const { done, problem, protocol } = await attempt(version, edge.serverName)
        expect.soft(done, `${version} (${keyType} key): ${problem}`).toBe(true)
        if (done) expect.soft(protocol).toBe(version)
      }
      for (const version of obsolete) {
        for (const serverName of [edge.serverName, 'elsewhere.test', undefined]) {
          const { done } = await attempt(version, serverName)
          expect.soft(done, `${version} for ${serverName ?? 'no name'}`).toBe(false)
        }
      }
    })
  }
  evidence.floor('handshake', keyTypes.length * (current.length + 3 * obsolete.length))
})

check('edge.tls-ciphers', async ({ target, stack, evidence, expect }) => {
  const versions = ['TLSv1.2', 'TLSv1.2'] as const
  const able = await withControl(async (control) => {
    const suites: string[] = []
    for (const suite of knownSuites()) {
      if ((await tryHandshake(control, { versions, suite })).done) suites.push(suite)
    }
    return suites
  })
  for (const suite of Object.values(configured)) {
    if (!able.includes(suite)) throw inconclusive(`this machine's client does not speak ${suite}`)
  }
  const agreed: Partial<Record<KeyType, string[]>> = {}
  for (const keyType of keyTypes) {
    const own: string[] = []
    agreed[keyType] = own
    await withEdge({ target, stack }, { keyType }, async ({ edge }) => {
      for (const suite of able) {
        const { serverName } = edge
        const seen = await tryHandshake(tlsOf(edge), { versions, suite, serverName })
        evidence.observe('handshake', { keyType, offered: suite, ...seen })
        if (seen.done) own.push(suite)
      }
    })
    expect
      .soft([configured[keyType]], `agreed upon with an ${keyType} key`)
      .toEqual(expect.arrayContaining(own))
  }
  evidence.floor('handshake', keyTypes.length * fewestSuites)
  const wanted = target.config.edge?.keyTypes
  if (!wanted) {
    // Which kind of key the deployment has is not said: with one of them it has to work.
    expect.soft(Object.values(agreed).flat(), 'suites agreed upon').not.toEqual([])
  }
  for (const keyType of wanted ?? []) {
    expect.soft(agreed[keyType], `suites with an ${keyType} key`).toContain(configured[keyType])
  }
})
