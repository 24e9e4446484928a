/** The deployment's own certificate: as files, and as a client meets it. */
import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EdgeCertificate } from '#gate/contract/edge.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { handshake } from '#gate/kit/edge/client.ts'
import { deployedNginx, readTree } from '#gate/kit/edge/deployed.ts'
import { openEdge, serverNameOf } from '#gate/kit/edge/edge.ts'
import { backendHosts } from '#gate/kit/edge/edge-under-test.ts'
import { below, certificatePairs, judgeCertificate } from '#gate/kit/edge/installed.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'

const fewestDays = 14
/** Making a certificate takes no database; without these a start would get one. */
const noServices = {
  postgresUrl: 'postgresql://nobody@127.0.0.1:1/none',
  redisUrl: 'redis://127.0.0.1:1',
}

/** The folder with the files, made by the deployment's own means where it says how. */
async function filesOf(target: Target, certificate: EdgeCertificate, scratchDir: string) {
  if (!certificate.make) {
    if (certificate.folder === undefined) throw unverified('edge.certificate.folder or .make')
    return target.pathOf(certificate.folder)
  }
  await mkdir(scratchDir, { recursive: true })
  const folder = await mkdtemp(join(scratchDir, 'certificate-'))
  const { exitCode, output } = await target.run(certificate.make(folder), noServices)
  if (exitCode === 0) return folder
  throw inconclusive(`edge.certificate.make ended with ${exitCode}: ${output.slice(-500)}`)
}

check('edge.certificate', async ({ target, stack, context, evidence, expect }) => {
  const declared = target.config.edge?.certificate
  if (!declared) throw unverified('edge.certificate')
  const tree = readTree(await deployedNginx(target))
  const serverName = serverNameOf(target, tree)
  const folder = await filesOf(target, declared, context.labels.scratchDir)
  const credentials: Record<string, string> = {}
  const read = async (path: string) => {
    const inside = below(declared.mountedAt, path)
    if (inside === undefined) throw new Error(`it is not below ${declared.mountedAt}`)
    const text = await readFile(join(folder, inside), 'utf8')
    credentials[path] = text
    return text
  }
  let isServable = true
  for (const pair of certificatePairs(tree, serverName)) {
    try {
      const pem = await read(pair.certificate)
      const seen = judgeCertificate(pem, await read(pair.key), serverName)
      evidence.observe('certificate', { ...pair, ...seen })
      isServable &&= seen.matchesKey
      expect.soft(seen.matchesKey, `${pair.certificate} matches ${pair.key}`).toBe(true)
      expect.soft(seen.coversName, `${pair.certificate} is for ${serverName}`).toBe(true)
      expect.soft(seen.isChain, `each of ${pair.certificate} is signed by the next`).toBe(true)
      expect.soft(seen.daysLeft, 'days left').toBeGreaterThanOrEqual(fewestDays)
    } catch (error) {
      isServable = false
      evidence.observe('certificate', { ...pair, problem: messageOf(error) })
      expect.soft(messageOf(error), `${pair.certificate} with ${pair.key}`).toBeUndefined()
    }
  }
  evidence.floor('certificate', 1)
  if (!isServable) return // nginx does not start with it, as has been said.

  const root = declared.root && (await readFile(join(folder, declared.root), 'utf8'))
  const pointTo = [{ host: backendHosts[0], port: await freePort() }]
  const edge = await openEdge(target, stack, { pointTo, credentials })
  try {
    if (!edge.https) throw unverified('manifests.nginx with a server for https')
    const trust = root ? { ca: root } : {}
    const problem = await handshake(edge.https, { servername: serverName, ...trust }).then(
      (socket) => void socket.destroy(),
      messageOf,
    )
    evidence.observe('handshake', { serverName, problem })
    evidence.floor('handshake', 1)
    expect.soft(problem, `why a client does not trust the edge of ${serverName}`).toBeUndefined()
  } finally {
    await edge.close()
  }
})
