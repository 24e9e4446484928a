/** Files that hold credentials by their very name. Pure. */
import { either } from './patterns.ts'

/** What marks an environment file as an example, a template, code, or encrypted. */
const unreal = new Set(
  [
    'example examples sample samples template templates tmpl tpl dist default defaults schema',
    'skel skeleton dummy blank empty in j2 jinja jinja2 erb ejs hbs mustache gotmpl',
    'enc encrypted gpg asc age sops vault sealed',
    'd md rst adoc html css js cjs mjs jsx ts cts mts tsx vue py pyc rb go java kt php cs rs sh',
  ].flatMap((line) => line.split(' ')),
)
const stages = 'prod|production|stage|staging|live|dev|development|local|secrets?'
const environmentName = new RegExp(`^(\\.env([._~-].*)?|\\.envrc|.+\\.env|env\\.(${stages}))$`, 'i')

/** A folder of environment files that are called after services: `.envs/.production/.django`. */
const environmentFolder = /(^|\/)\.envs\//

/** Folders of what somebody is to copy, and of tests. */
const unrealFolder = /(^|\/)(examples?|samples?|templates?|skel(eton)?|fixtures|testdata)\//i

/** Whether a file is an environment file that a deployment would read. */
function isEnvironmentFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const isNamed = environmentName.test(name) || environmentFolder.test(path)
  if (!isNamed || unrealFolder.test(path)) return false
  return !name
    .toLowerCase()
    .split(/[._-]/)
    .some((part) => unreal.has(part))
}

/** Whether an environment file sets anything. */
const setting = /^[^\S\n]*(export[^\S\n]+)?[\w.-]+[^\S\n]*[=:][^\S\n]*(?!["']{2}\s*$)[^\s#]/m

const versionControl = /^(.*\/)?\.(git|hg|svn|bzr)(?=\/|$)/
const privateKey = /(^|\/)(id_(rsa|dsa|ecdsa|ed25519)(_sk)?|identity\.(pem|key))$/
const credentials = either(
  /(^|\/)(\.netrc|_netrc|\.pgpass|\.my\.cnf|\.htpasswd|\.git-credentials|\.pypirc|\.env\.keys)$/,
  /(^|\/)(\.vault-token|\.s3cfg|\.boto|\.dockercfg|kubeconfig|terraform\.tfvars)$/,
  /(^|\/)\.(aws|gem|cargo)\/credentials(\.toml)?$/,
  /(^|\/)\.(docker\/config\.json|kube\/config|config\/gh\/hosts\.yml)$/,
  /(^|\/)\.(config\/)?composer\/auth\.json$/,
  /(^|\/)\.config\/gcloud\/(application_default_credentials\.json|credentials\.db)$/,
  /\.tfstate(\.backup)?$/,
  /(^|\/)config\/(master\.key|credentials\/[\w-]+\.key)$/,
)
const keyStore = /\.(p12|pfx|jks|keystore)$/i
const trustStore = /(^|\/)[^/]*(cacerts|trust)[^/]*$/i

/** A file as a layer has it. */
export interface NamedFile {
  path: string
  /** `file`, `directory`, `symlink` …; a file if not said. */
  type?: string
  size?: number
  text?: string
}

/** What a file or folder is by its name, and where that begins; undefined if it is harmless. */
export function knownByName(file: NamedFile): { what: string; where: string } | undefined {
  const { path, type = 'file', size, text } = file
  const folder = versionControl.exec(path)?.[0]
  if (folder !== undefined) return { what: 'a version-control folder', where: folder }
  if ((type !== 'file' && type !== 'link') || size === 0) return undefined
  const name = path.slice(path.lastIndexOf('/') + 1)
  const say = (what: string) => ({ what, where: path })
  if (isEnvironmentFile(path) && (text === undefined || setting.test(text))) {
    return say('an environment file')
  }
  if (privateKey.test(path)) return say('a private key')
  if (credentials.test(path)) return say('a credentials file')
  if (keyStore.test(name) && !trustStore.test(name)) return say('a key store')
  return undefined
}

/** Names that no distribution ships among its own files, other than as examples. */
export function isUnmistakable(path: string): boolean {
  if (/(^|\/)(docs?|examples?|tests?|testdata|skel|templates?)\//.test(path)) return false
  return /(^|\/)(\.env[^/]*|\.(git|hg|svn|bzr)(\/.*)?|id_[a-z0-9_]+|\.aws\/credentials)$/.test(path)
}
