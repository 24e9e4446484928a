/** The deployment's certificate: its files, and what a client gets in a handshake. */

import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExpectStatic } from 'vitest'
import type { EdgeCertificate } from '#gate/contract/edge.ts'
import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { couldNotRun } from '#gate/host/process/exit-codes.ts'
import { lastWords } from '#gate/host/process/last-words.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { openEdge, serverNameOf } from '#gate/kit/edge/edge.ts'
import { addressOf, handshake } from '#gate/kit/edge/edge-client.ts'
import { backendHosts } from '#gate/kit/edge/edge-under-test.ts'
import { below, certificatePairs, judgeCertificate } from '#gate/kit/edge/installed.ts'
import { readTree } from '#gate/kit/edge/nginx-tree.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Target } from '#gate/system/target.ts'

const minDays = 14
/** Making a certificate needs no database; without these addresses the command would get one. */
const noServices = {
  postgresUrl: 'postgresql://nobody@127.0.0.1:1/none',
  redisUrl: 'redis://127.0.0.1:1',
}

interface Making {
  target: Target
  scratchDir: string
  evidence: Evidence
  expect: ExpectStatic
}

/**
 * The folder with the certificate files, created by the deployment's command if it has one. A
 * command that fails is a failure: nobody could set this edge up. That it finds no program is not.
 */
async function filesOf(certificate: EdgeCertificate, making: Making): Promise<string> {
  const { target, scratchDir, evidence, expect } = making
  if (!certificate.make) {
    if (certificate.folder === undefined)
      throw unverified({ missing: ['edge.certificate.folder', 'edge.certificate.make'] })
    return target.pathOf(certificate.folder)
  }
  await mkdir(scratchDir, { recursive: true })
  const folder = await mkdtemp(join(scratchDir, 'certificate-'))
  const { exitCode, output } = await target.runHere(certificate.make(folder), noServices)
  const what = `edge.certificate.make (its last words: ${lastWords(output)})`
  if (couldNotRun(exitCode)) throw inconclusive(`exit code ${exitCode} of ${what}`)
  evidence.observe('making', { exitCode, output: lastWords(output) })
  evidence.floor('making', 1)
  expect(exitCode, `exit code of ${what}`).toBe(0)
  return folder
}

check('edge.certificate', async ({ target, stack, context, evidence, expect }) => {
  const declared = target.config.edge?.certificate
  if (!declared) throw unverified({ missing: ['edge.certificate'] })
  const tree = readTree(await deployedNginx(target))
  const serverName = serverNameOf(target, tree)
  const { scratchDir } = context.labels
  const folder = await filesOf(declared, { target, scratchDir, evidence, expect })
  const credentials: Record<string, string> = {}
  const read = async (path: string) => {
    const inside = below(declared.mountedAt, path)
    if (inside === undefined) throw new Error(`${path} is not below ${declared.mountedAt}`)
    const text = await readFile(join(folder, inside), 'utf8')
    credentials[path] = text
    return text
  }
  let isServable = true
  for (const pair of certificatePairs(tree, serverName)) {
    try {
      const pem = await read(pair.certificate)
      const facts = judgeCertificate(pem, await read(pair.key), serverName)
      evidence.observe('certificate', { ...pair, ...facts })
      isServable &&= facts.matchesKey
      const { certificate, key } = pair
      expect.soft(facts.matchesKey, `${certificate} matches ${key}`).toBe(true)
      expect.soft(facts.coversName, `${certificate} is valid for ${serverName}`).toBe(true)
      expect
        .soft(facts.isChain, `each certificate in ${certificate} is signed by the next`)
        .toBe(true)
      expect
        .soft(facts.daysLeft, `days until ${certificate} expires`)
        .toBeGreaterThanOrEqual(minDays)
    } catch (error) {
      isServable = false
      evidence.observe('certificate', { ...pair, problem: messageOf(error) })
      const what = `error when reading ${pair.certificate} and ${pair.key}`
      expect.soft(messageOf(error), what).toBeUndefined()
    }
  }
  evidence.floor('certificate', 1)
  if (!isServable) return // Nginx does not start with it: the failures above say why.

  const root = declared.root && (await readFile(join(folder, declared.root), 'utf8'))
  const pointTo = [{ host: backendHosts[0], port: await freePort() }]
  const edge = await openEdge(target, stack, { pointTo, credentials })
  try {
    const address = addressOf(edge, 'https')
    const trust = root ? { ca: root } : {}
    const problem = await handshake(address, { servername: serverName, ...trust }).then(
      (socket) => void socket.destroy(),
      messageOf,
    )
    evidence.observe('handshake', { serverName, problem })
    evidence.floor('handshake', 1)
    expect.soft(problem, `error in a verified handshake for ${serverName}`).toBeUndefined()
  } finally {
    await edge.close()
  }
})
