/** The contents of the image, including files that a later layer deletes. */

import { inconclusive } from '#gate/errors.ts'
import { BackendContainer } from '#gate/kit/deploy/container/container-backend.ts'
import { imageFiles } from '#gate/kit/deploy/container/file-system.ts'
import {
  type Exposure,
  exposuresOf,
  isLookedInto,
  secretsIn,
} from '#gate/kit/deploy/image/exposures.ts'
import { imageConfig, walkLayers } from '#gate/kit/deploy/image/layers.ts'
import { needDocker, targetImage } from '#gate/kit/deploy/image/target-image.ts'
import { check } from '#gate/run/check.ts'
import { secretVariables } from '#gate/system/environment.ts'

/** A failure names no more. */
const maxNamed = 20

check('container.image-clean', async ({ target, stack, evidence, expect }) => {
  const { image, id, standIns, seconds } = await targetImage(target, stack)
  evidence.observe('image', { id, standIns, seconds })
  const { config } = target
  const { workingDirectory, environment, labels } = await imageConfig(image)
  const own = [workingDirectory, ...(config.container?.code ?? [])]
  const known = {
    variables: secretVariables(config),
    harmless: Object.values(config.knownDefaults ?? {}).flat(),
    own,
  }
  const found = new Map<string, Exposure>()
  const report = (exposure: Exposure) => found.set(`${exposure.what}: ${exposure.where}`, exposure)
  const walked = await walkLayers(image, {
    wants: (path, size) => isLookedInto(path, size, own),
    visit: (file) => exposuresOf(file, known).forEach(report),
  })
  const others: readonly [where: string, texts: readonly string[]][] = [
    ['the build history', walked.history],
    ['the environment of the image', environment],
    ['the labels of the image', labels],
  ]
  for (const [where, texts] of others) {
    for (const what of texts.flatMap((text) => secretsIn(text, known))) report({ what, where })
  }
  const { layers, files, history } = walked
  evidence.observe('walk', { layers, files, steps: history.length })
  for (let layer = 0; layer < layers; layer += 1) evidence.observe('layer', { layer })
  // A static program on nothing is one file in one layer.
  evidence.floor('layer', 1)
  for (const exposure of found.values()) evidence.observe('exposure', exposure)
  expect
    .soft([...found.keys()].slice(0, maxNamed), 'secrets and files that do not belong in the image')
    .toEqual([])
  if (files === 0 || layers < walked.filled) {
    throw inconclusive(`${files} files in ${layers} layers were read, of ${walked.filled} layers`)
  }
})

/** Names of compilers, assemblers and linkers. */
const languages = 'tcc|rustc|cargo|javac|kotlinc|ghc|gfortran|cc1(plus)?|gccgo|go'
const native = 'gcc|g\\+\\+|cc|c\\+\\+|clang(\\+\\+)?|cpp|as|ld(\\.(bfd|gold|lld))?'
const compilers = new RegExp(`^(([\\w.]+-)*(${native})(-[\\d.]+)?|${languages})$`)
/** Folders of programs, among them those in which compilers keep their parts. */
const programFolders =
  /(^|\/)(bin|sbin)$|^usr\/lib(exec)?\/gcc\/|^usr\/local\/go\/|\/\.cargo\/bin$|^usr\/lib\/jvm\//
/** Run by name inside: this finds a compiler in a folder that the search did not know. */
const tried = ['cc', 'gcc', 'g++', 'clang', 'ld', 'as', 'rustc', 'go', 'javac']

check('container.image-compiler-free', async ({ target, stack, evidence, expect }) => {
  const { image, id } = await targetImage(target, stack)
  await needDocker(stack)
  const files = await imageFiles(image, target.labels)
  evidence.observe('final file system', { id, files: files.length })
  evidence.floor('final file system', 1)
  if (files.length === 0) throw inconclusive('the image has no files')
  const found = files.filter((path) => {
    const at = path.lastIndexOf('/')
    return programFolders.test(path.slice(0, at)) && compilers.test(path.slice(at + 1))
  })
  expect.soft(found.slice(0, 20), 'compilers in the final file system').toEqual([])

  const backend = await BackendContainer.start(target, stack)
  await backend.ready()
  for (const name of tried) {
    const { exitCode } = await backend.run([name, '--version'])
    evidence.observe('program', { name, exitCode })
    expect.soft(exitCode, `exit code of ${name} in the container (127: not found)`).toBe(127)
  }
  evidence.floor('program', tried.length)
})
