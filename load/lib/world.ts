/** The session and records of the load: passed by the gate, or created by `setup`. */
import type { Account, RecordRef } from '../../gate/contract/contract.ts'
import { settings } from './settings.ts'
import { config, sendForReply } from './target.ts'

export interface World {
  session: { headers: Record<string, string> }
  company: string
  records: readonly RecordRef[]
}

/** Enough that two requests rarely use the same row. */
const recordCount = 50

const fromGate = settings.worldFile === undefined ? undefined : open(settings.worldFile)

function administrator(): Account {
  const { admin } = settings
  if (admin.password !== '') return admin
  if (config.admin) return config.admin
  throw new Error('set TARGET_ADMIN_EMAIL and TARGET_ADMIN_PASSWORD to an account that may log in')
}

/** k6 calls it once, before the load. */
export function setup(): World {
  if (fromGate !== undefined) return JSON.parse(fromGate) as World
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
