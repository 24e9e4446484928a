/** Goal: a program that is not there is told from a container that is not ready. */
import { expect, test } from 'vitest'
import { lacksProgram } from './docker.ts'

const failed = (output: string, exitCode = 127) => lacksProgram({ exitCode, output })

test('a program that the image does not have', () => {
  const begin =
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "bin/a":'
  expect(failed(`${begin} stat bin/a: no such file or directory: unknown`)).toBe(true)
  expect(failed(`${begin} executable file not found in $PATH: unknown`, 126)).toBe(true)
})

test('is no program that fails by itself, nor a container that ends', () => {
  expect(failed('sh: 1: bin/a: not found')).toBe(false)
  expect(failed('open /run/config: no such file or directory', 1)).toBe(false)
  expect(failed('OCI runtime exec failed: cannot exec in a stopped container', 126)).toBe(false)
  expect(failed('', 0)).toBe(false)
})
