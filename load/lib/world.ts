/** Who asks, and about which records: handed over by the gate, or made through the contract. */
import type { Account, RecordRef } from '../../gate/contract/contract.ts'
import { settings } from './settings.ts'
import { config, sendForReply } from './target.ts'

export interface World {
  session: { headers: Record<string, string> }
  company: string
  records: readonly RecordRef[]
}

/** Enough that two requests seldom meet at one row. */
const recordCount = 50

const handedOver = settings.worldFile === undefined ? undefined : open(settings.worldFile)

function administrator(): Account {
  const { admin } = settings
  if (admin.password !== '') return admin
  if (config.admin) return config.admin
  throw new Error('TARGET_ADMIN_EMAIL and TARGET_ADMIN_PASSWORD: say who may log in')
}

/** Runs once, before the load. */
export function setup(): World {
  if (handedOver !== undefined) return JSON.parse(handedOver) as World
  const { login, createCompany, createRecord } = config.operations ?? {}
  const session = login
    ? login.result(sendForReply(login.request(administrator()), { name: 'login' }))
    : { headers: {} }
  const sending = { name: 'setup', headers: session.headers }
  const unique = Date.now().toString(36)
  const company = createCompany
    ? createCompany.result(sendForReply(createCompany.request(`Load ${unique}`), sending))
    : ''
  const records = Array.from({ length: createRecord ? recordCount : 0 }, (_, index) => {
    if (!createRecord) throw new Error('unreachable')
    const spec = createRecord.request(company, `load-${unique}-${index}`)
    return { company, id: createRecord.result(sendForReply(spec, sending)) }
  })
  return { session: { headers: session.headers }, company, records }
}
