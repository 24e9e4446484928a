/** The schemas of the data forms, by their place in the config; `*` is any key. */
import * as z from 'zod'
import { regex } from '../../fields.ts'
import { isSelector } from '../compile/figures.ts'
import { command, commandTemplate } from './command.ts'
import { launchForm } from './launch.ts'
import { observeForm } from './observe.ts'
import { operationForm } from './operation.ts'
import { seedCommands, seedRequests } from './seed.ts'
import { source } from './source.ts'
import { template, withPlaceholders } from './template.ts'

/** Makes the form of a place. @param contract what the contract has there */
type Form = (contract: z.ZodType, key: string) => z.ZodType

const metric = z
  .string()
  .refine(isSelector, 'expected the name of a metric, perhaps with labels: reads_total{kind="a"}')

/** One, or several that are added up. */
function oneOrMore(schema: z.ZodType, expected: string) {
  const list = z.array(schema).min(1, 'expected at least one').readonly()
  return z.union([schema, list], expected)
}

const metricNames = oneOrMore(metric, 'expected the name of a metric, or a list that is added up')
const printed = oneOrMore(source, 'expected a JSONPath such as $.open, or a list that is added up')

/** The figures of a pool, each read by such a thing. */
function poolFigures(figure: z.ZodType) {
  return z.strictObject({
    /** Connections that are open, in use or not. */
    open: figure,
    /** Connections that are in use. */
    inUse: figure,
    /** Connections that are open and not in use. Default: not compared. */
    idle: figure.exactOptional(),
    /** Requests that wait for a connection. Default: not compared. */
    waiting: figure.exactOptional(),
  })
}

const cacheFigures = z.strictObject({
  /** The metric of reads that the cache answered. */
  hits: metricNames,
  /** The metric of reads that the cache could not answer. */
  misses: metricNames,
})

const migration = z.strictObject({
  /** Its path, relative to the folder that the commands run in; `{number}` is known. */
  file: template('number'),
  /** Its content; `{number}`, `{sql}` and `{statements}` are known. */
  text: template('number', 'sql', 'statements'),
  /** How one of `{statements}` is written: `op.execute({sql|json})`. Default: there are none. */
  statement: template('number', 'sql').exactOptional(),
})

const account = ['name', 'email', 'password']
const tenant = ['userId', 'company', 'companyId']
const plain: Form = () => command

export const schemaForms: Readonly<Record<string, Form>> = {
  launch: launchForm,
  'release.previous.launch': launchForm,
  'commands.migrate': plain,
  'commands.rollback': plain,
  'commands.currentVersion': plain,
  'commands.check': plain,
  'commands.poolStatus': plain,
  'release.previous.migrate': plain,
  'release.connections': plain,
  'seed.commands': () => seedCommands,
  'seed.requests': () => seedRequests,
  'operations.*': (contract, key) => operationForm(contract as z.ZodObject, key),
  'units.*.write': () => template('value'),
  'units.*.read': () => regex,
  'commands.createAdmin': () => commandTemplate(...account),
  'commands.backup': () => commandTemplate('file'),
  'commands.restore': () => commandTemplate('file'),
  'edge.certificate.make': () => commandTemplate('folder'),
  'release.deploy': () => commandTemplate('site'),
  'release.rollback': () => commandTemplate('site'),
  'compose.variables': () =>
    withPlaceholders(z.record(z.string(), z.string()), ['image', 'secret:…']),
  'cache.permissionKey': () => template(...tenant),
  'cache.changeRoleBySql': () => template(...tenant, 'role'),
  'cache.figures': () => cacheFigures,
  'poolFigures.command': () => poolFigures(printed),
  'poolFigures.metrics': () => poolFigures(metricNames),
  'migrations.add': () => migration,
  'knobs.*.observe': () => observeForm,
}
