/** A request of each kind that the contract has, for things that need not exist. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import type { Target } from '#gate/system/target.ts'

const id = '1'
const record = { company: id, id }

/**
 * By the operation: what is decided before the request is authorised shows with any id. Without
 * those that do something for whoever asks: a login, an account, a mail.
 */
export function everyRequest({ config }: Pick<Target, 'config'>): Map<string, RequestSpec> {
  const all = config.operations ?? {}
  const specs: Record<string, RequestSpec | undefined> = {
    'a profile': all.profile?.request(),
    'a read': all.readRecord?.request(record),
    'a creation': all.createRecord?.request(id, 'preflight'),
    'an update': all.updateRecord?.request(record, 'preflight'),
    'a deletion': all.deleteRecord?.request(record),
    'a company': all.readCompany?.request(id),
    'a new company': all.createCompany?.request('preflight'),
    permissions: all.permissions?.request(id),
    'a role change': all.changeRole?.request(id, id, all.changeRole.roles.reader),
    'a member taken out': all.removeMember?.request(id, id),
    'a cleared cache': all.invalidate?.request(),
  }
  const entries = Object.entries(specs)
  return new Map(entries.flatMap(([name, spec]) => (spec ? [[name, spec] as const] : [])))
}
