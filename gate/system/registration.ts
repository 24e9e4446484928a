/** Backends without an administrator: whoever comes may register, and logs in as everybody does. */
import type { Account, TargetConfig } from '#gate/contract/contract.ts'
import { roleGiverOf } from '#gate/contract/operations.ts'
import { PreflightError, unverified } from '#gate/errors.ts'
import type { RunningTarget } from './running.ts'

const nobody: Account = { name: 'nobody', email: 'nobody@preflight.example.com', password: '-' }

/** Whether something that the config names is an administrator's alone. */
function needsRights({ operations = {}, endpoints = {} }: TargetConfig): boolean {
  const { changeRole, removeMember, invalidate } = operations
  const isGiven = (changeRole ?? removeMember) !== undefined && roleGiverOf(operations) === 'admin'
  const isGuarded = Object.values(endpoints).some((each) => Object(each).session !== undefined)
  return invalidate !== undefined || isGiven || isGuarded
}

/**
 * Whether the account that checks log in with is one that registers: the config says that
 * `createAccount` is anonymous, and names no administrator and nothing that would need one.
 */
export function registersItself(config: TargetConfig): boolean {
  const { admin, commands, operations, launch } = config
  if (launch.kind === 'attached' || admin || commands?.createAdmin) return false
  if (!operations?.createAccount || !operations.login || needsRights(config)) return false
  return operations.createAccount.request(nobody).anonymous === true
}

/** Whether there is somebody to log in as before a check makes anybody. */
export function hasFirstAccount(config: TargetConfig): boolean {
  return Boolean(config.admin ?? config.commands?.createAdmin) || registersItself(config)
}

/** @throws PreflightError PREFLIGHT_E_PREPARE if it is refused */
export async function register(running: RunningTarget, account: Account): Promise<void> {
  const spec = running.operation('createAccount').request(account)
  const { status, text } = await running.send(spec)
  if (status < 400) return
  const answer = `${spec.method} ${spec.path} answered ${status}: ${text}`
  throw new PreflightError('PREFLIGHT_E_PREPARE', `nobody could register: ${answer}`, {
    hint: 'operations.createAccount is anonymous, so that the first account is made by it',
  })
}

/**
 * The administrator, who may do what others may not.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED also if the first account is one that registered
 */
export async function administrator(target: {
  config: TargetConfig
  admin(): Promise<Account>
}): Promise<Account> {
  if (registersItself(target.config))
    throw unverified({ missing: ['admin', 'commands.createAdmin'] })
  return await target.admin()
}
