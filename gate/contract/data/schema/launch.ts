/** The schema of a launch: its kind need not be said, and a command is one line. */
import * as z from 'zod'
import { commandLine } from './command.ts'

/** The options of a launch, alone or in a union. */
function optionsOf(contract: z.ZodType): readonly z.ZodObject[] {
  return contract instanceof z.ZodDiscriminatedUnion
    ? (contract.options as unknown as readonly z.ZodObject[])
    : [contract as z.ZodObject]
}

function formOf(option: z.ZodObject): z.ZodObject {
  if (!('command' in option.shape && 'args' in option.shape)) return option
  return option.extend({
    /** The program with its arguments, as a line or as a list. */
    command: commandLine,
    /** Its arguments, or more of them. Default: none. */
    args: z.array(z.string()).readonly().exactOptional(),
  })
}

/** The data form of a launch of the contract, once its kind is filled in. */
export function launchForm(contract: z.ZodType): z.ZodType {
  const [first, ...others] = optionsOf(contract).map(formOf)
  if (first === undefined) throw new TypeError('a launch without options')
  return z.discriminatedUnion(
    'kind',
    [first, ...others] as unknown as [z.core.$ZodTypeDiscriminable],
    'expected a launch with command, image, service or url',
  )
}
