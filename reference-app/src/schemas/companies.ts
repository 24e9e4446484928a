import { Type } from 'typebox'
import { roles } from '../lib/roles.ts'
import { DateTime, Id, Name } from './common.ts'

export const RoleName = Type.Unsafe<(typeof roles)[number]>({ type: 'string', enum: [...roles] })

export const NewCompanyBody = Type.Object({ name: Name }, { additionalProperties: false })

export const CompanyReply = Type.Object({
  id: Id,
  name: Type.String(),
  role: RoleName,
  created_at: DateTime,
})

export const CompanySummaryReply = Type.Object({
  id: Id,
  name: Type.String(),
  role: RoleName,
  members: Type.Integer(),
  created_at: DateTime,
})

export const PermissionsReply = Type.Object({
  user_id: Id,
  company_id: Id,
  role: RoleName,
  permissions: Type.Array(Type.String()),
})

export const MemberParams = Type.Object({ companyId: Id, userId: Id })
export const MemberBody = Type.Object({ role: RoleName }, { additionalProperties: false })
export const MemberReply = Type.Object({ user_id: Id, company_id: Id, role: RoleName })
