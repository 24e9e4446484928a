/** Goal: commands and options are read out of the help of the usual libraries. */
import { expect, test } from 'vitest'
import { commandsIn, optionsIn } from './help.ts'

const argparse = `usage: shop [-h] {init,start,migrate,create-user} ...

options:
  -h, --help            show this help message and exit

subcommands:
  {init,start,migrate,create-user}
                        Choose and run with --help
`
const cobra = `Usage:
  server [command]

Available Commands:
  completion  Generate the autocompletion script
  create-admin Make the first user
  migrate     Migrate the database

Flags:
  -h, --help   help for server
`
const click = `Usage: shop [OPTIONS] COMMAND [ARGS]...

Options:
  --help  Show this message and exit.

Commands:
  create-superuser  Make a user.
  db                Databases.
`

test.each([
  [argparse, ['init', 'start', 'migrate', 'create-user']],
  [cobra, ['completion', 'create-admin', 'migrate']],
  [click, ['create-superuser', 'db']],
])('commands of %#', (help, commands) => {
  expect(commandsIn(help)).toEqual(expect.arrayContaining(commands))
})

test('options, long ones only', () => {
  const help = 'usage: x [--ini INI_FILE] [-u USERNAME]\n  -u USERNAME, --username USERNAME\n'
  expect(optionsIn(help)).toEqual(['ini', 'username'])
})
