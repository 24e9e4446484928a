/** Database credentials that production must refuse, by origin. */
import { randomBytes } from 'node:crypto'
import type { Samples } from '#gate/run/context.ts'
import { generatedUrlSafeKey } from '#gate/system/environment.ts'

export interface Credentials {
  user: string
  password: string
}

/** The deployment guide's samples: its connection string, and the server's variables. */
const guideSamples: Credentials[] = [
  { user: 'user', password: 'password' },
  { user: 'fastvue', password: 'strong-password-here' },
]

/** Defaults and placeholders of images, tutorials and templates. */
const common: Credentials[] = [
  { user: 'app', password: 'changeme' },
  { user: 'postgres', password: 'mysecretpassword' },
  { user: 'app', password: 'change-me-in-production' },
  { user: 'app', password: 'your-password-here' },
  { user: 'app', password: 'your_secure_password' },
  { user: 'admin', password: 'secret' },
  { user: 'postgres', password: 'postgres123' },
  { user: 'app', password: 'example' },
  { user: 'root', password: 'password123' },
  { user: 'app', password: '123456' },
  { user: 'app', password: 'P@ssw0rd' },
]

/** User names to repeat as the password: common ones, and a random one that no list contains. */
const userNames = ['fastvue', `app_${randomBytes(8).toString('hex')}`, 'postgres', 'admin', 'root']

/** Every sample; with few samples, two of each family. */
export function sampleCredentials(samples: Samples): Credentials[] {
  const equal = userNames.map((user) => ({ user, password: user }))
  const families = [guideSamples, common, equal]
  return families.flatMap((family) => (samples === 'all' ? family : family.slice(0, 2)))
}

/** Generated credentials, which must be accepted. */
export function generatedCredentials(): Credentials[] {
  const user = () => `role_${randomBytes(4).toString('hex')}`
  return [
    { user: user(), password: generatedUrlSafeKey() },
    { user: user(), password: randomBytes(24).toString('hex') },
  ]
}
