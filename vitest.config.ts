/**
 * The tests of Preflight itself (`unit`), and the suites run by vitest alone, as an editor does.
 * The gate runs the same suites through vitest's Node API with settings of its own: see
 * gate/run/suites.ts.
 */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const suites = {
  globalSetup: ['gate/cli/vitest-setup.ts'],
  testTimeout: 120_000,
  retry: 0,
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{gate,guide,mutants,scripts,reference-app,suites,test,bench}/**/*.test.ts'],
          exclude: ['**/*.{docker,examples,gate,package}.test.ts', '**/node_modules/**'],
          // Most tests wait for a process, so that there may be more than processors.
          maxWorkers: Math.ceil(1.5 * availableParallelism()),
          // No test replaces a module, and loading them for each file takes longer than the tests.
          isolate: false,
          testTimeout: 30_000,
          retry: 0,
        },
      },
      {
        test: {
          // What runs the command line again and again, and takes minutes for it.
          name: 'gate',
          include: ['test/**/*.gate.test.ts'],
          maxWorkers: '100%',
          testTimeout: 60_000,
          retry: 0,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: 'docker',
          include: ['{gate,test}/**/*.docker.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          retry: 0,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/**/*.package.test.ts'],
          testTimeout: 120_000,
          retry: 0,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          // Only by its name: it installs what the examples are about.
          name: 'examples',
          include: ['test/**/*.examples.test.ts'],
          fileParallelism: false,
          retry: 0,
          sequence: { groupOrder: 6 },
        },
      },
      {
        test: {
          ...suites,
          name: 'suites',
          include: ['suites/**/*.suite.ts'],
          exclude: ['**/*.measured.suite.ts'],
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...suites,
          name: 'measured',
          include: ['suites/**/*.measured.suite.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
