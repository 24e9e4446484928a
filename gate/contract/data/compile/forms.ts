/** What the data forms become, by their place in the config; `*` is any key. */
import type { Account } from '../../account.ts'
import type { ComposeTrial } from '../../compose.ts'
import { compileTemplate, compileTexts, placeholdersOf, type Values } from '../template.ts'
import type { CommandData, OperationData, RequestData } from '../types.ts'
import { compileCommand, plainCommand } from './commands.ts'
import { compileMetrics, compileOutput, type FiguresData } from './figures.ts'
import { compileObserve, type ObserveData } from './knobs.ts'
import { launchOf } from './launch.ts'
import { compileMigration, type MigrationData } from './migrations.ts'
import { compileOperation } from './operations.ts'
import { compileRequest } from './request.ts'
import { matchOf } from './source.ts'

/** Turns the data at a place into what the contract has there. @param key the last of the path */
export type Compile = (data: never, key: string) => unknown

/** A template whose values are the arguments, in this order. */
function template(...names: string[]) {
  return (data: string) => {
    const fill = compileTemplate(data)
    return (...args: string[]) =>
      fill(Object.fromEntries(names.map((name, at) => [name, args[at]])))
  }
}

/** A command with one argument. */
function commandOf(name: string) {
  return (data: CommandData) => {
    const fill = compileCommand(data)
    return (value: string) => fill({ [name]: value })
  }
}

function createAdmin(data: CommandData) {
  const fill = compileCommand(data)
  return (account: Account) => fill({ ...account })
}

/** The values that a template wants of a trial. */
function trialValues(text: string, { image, secret }: ComposeTrial): Values {
  const names = placeholdersOf(text).map(({ name }) => name)
  return Object.fromEntries(
    names.map((name) => [name, name === 'image' ? image : secret(name.replace(/^secret:/, ''))]),
  )
}

function variables(data: Record<string, string>) {
  const fills = Object.entries(data).map(([name, text]) => ({
    name,
    text,
    fill: compileTexts({ [name]: text }),
  }))
  return (trial: ComposeTrial) =>
    Object.assign({}, ...fills.map(({ text, fill }) => fill(trialValues(text, trial))))
}

/** A path in the cache: `company` and `companyId` are the same. */
function permissionKey(data: string) {
  const fill = compileTemplate(data)
  return (userId: string, company: string) => fill({ userId, company, companyId: company })
}

function changeRoleBySql(data: string) {
  const fill = compileTemplate(data)
  return (company: string, userId: string, role: string) =>
    fill({ company, companyId: company, userId, role })
}

/** The first group of a regular expression; what does not match stays as it is. */
function readBy(regex: string) {
  return (value: string) => matchOf(regex, value) ?? value
}

export const compileForms: Readonly<Record<string, Compile>> = {
  launch: launchOf,
  'release.previous.launch': launchOf,
  'commands.migrate': plainCommand,
  'commands.rollback': plainCommand,
  'commands.currentVersion': plainCommand,
  'commands.check': plainCommand,
  'commands.poolStatus': plainCommand,
  'release.previous.migrate': plainCommand,
  'release.connections': plainCommand,
  'seed.commands': (data: readonly CommandData[]) => data.map(plainCommand),
  'seed.requests': (data: readonly RequestData[]) => data.map((each) => compileRequest(each)({})),
  'operations.*': (data: OperationData, key: string) => compileOperation(data, key),
  'units.*.write': template('value'),
  'units.*.read': readBy,
  'commands.createAdmin': createAdmin,
  'commands.backup': commandOf('file'),
  'commands.restore': commandOf('file'),
  'edge.certificate.make': commandOf('folder'),
  'release.deploy': commandOf('site'),
  'release.rollback': commandOf('site'),
  'compose.variables': variables,
  'cache.permissionKey': permissionKey,
  'cache.changeRoleBySql': changeRoleBySql,
  // A counter that nothing was counted with yet is not there.
  'cache.figures': (data: FiguresData) => compileMetrics(data, 0),
  'poolFigures.command': (data: FiguresData) => compileOutput(data),
  'poolFigures.metrics': (data: FiguresData) => compileMetrics(data, Number.NaN),
  'migrations.add': (data: MigrationData) => compileMigration(data),
  'knobs.*.observe': (data: ObserveData) => compileObserve(data),
}
