/** The address of the mail server in one variable, as a URL, in place of one for each part. */
import type { SettingName, TargetConfig } from '#gate/contract/contract.ts'

const parts: readonly SettingName[] = ['smtpHost', 'smtpPort', 'smtpUser', 'smtpPassword']
const local = 'smtp://127.0.0.1:25'

/**
 * The values of settings, with those of a mail server in one if one variable has its address: that
 * of production with the parts changed, and without TLS, which the gate's servers do not speak.
 */
export function asMailAddress(
  { settings = {}, environment }: Pick<TargetConfig, 'settings' | 'environment'>,
  values: Partial<Record<SettingName, string | null | undefined>>,
): typeof values {
  const variable = settings.smtpHost
  if (variable === undefined || variable !== settings.smtpPort) return values
  const isPart = (name: string) =>
    parts.some((part) => part === name && settings[part] === variable && values[part] !== undefined)
  if (!Object.keys(values).some(isPart)) return values
  const [smtpHost, smtpPort, smtpUser, smtpPassword] = parts.map((part) =>
    isPart(part) ? values[part] : undefined,
  )
  const deployed = { ...environment?.always, ...environment?.production }[variable] ?? local
  const url = URL.parse(deployed) ?? new URL(local)
  if (smtpHost !== undefined) url.hostname = smtpHost ?? ''
  if (smtpPort !== undefined) url.port = smtpPort ?? ''
  if (smtpUser !== undefined) url.username = encodeURIComponent(smtpUser ?? '')
  if (smtpPassword !== undefined) url.password = encodeURIComponent(smtpPassword ?? '')
  const others = Object.entries(values).filter(([name]) => !isPart(name))
  return { ...Object.fromEntries(others), smtpHost: url.href.replace(/^smtps:/, 'smtp:') }
}
