/** The session and records of the load: passed by the gate, or created by `setup`. */
import type { Account, RecordRef, Session } from '../../gate/contract/contract.ts'
import { settings } from './settings.ts'
import { config, sendForReply } from './target.ts'

export interface World {
  session: Pick<Session, 'headers' | 'query'>
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
export async function setup(): Promise<World> {
  if (fromGate !== undefined) return JSON.parse(fromGate) as World
  const { login, createCompany, createRecord } = config.operations ?? {}
  const session = login
    ? login.result(await sendForReply(login.request(administrator()), { name: 'login' }))
    : { headers: {} }
  const sending = { name: 'setup', session }
  const unique = Date.now().toString(36)
  const company = createCompany
    ? createCompany.result(await sendForReply(createCompany.request(`Load ${unique}`), sending))
    : ''
  const records: RecordRef[] = []
  while (createRecord && records.length < recordCount) {
    const spec = createRecord.request(company, `load-${unique}-${records.length}`)
    records.push({ company, id: createRecord.result(await sendForReply(spec, sending)) })
  }
  return { session, company, records }
}
