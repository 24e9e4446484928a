/**
 * Which lines of a block are commands. Guides put into blocks of a shell what programs print, too,
 * and bash cannot tell the two apart.
 */

const programs = new Set(
  [
    'docker docker-compose podman sudo su ssh scp rsync curl wget git make tar unzip gzip',
    'npm npx yarn pnpm node bun deno python python3 pip pip3 uv poetry gunicorn uvicorn flask',
    'django-admin alembic celery bundle rails rake puma ruby gem php composer artisan mix java mvn',
    'gradle dotnet go cargo systemctl service journalctl kubectl helm kustomize aws gcloud az eb',
    'heroku fly flyctl render railway terraform ansible-playbook pm2 nginx certbot openssl caddy',
    'psql pg_dump pg_restore pg_dumpall createdb createuser mysql mysqldump mariadb redis-cli',
    'valkey-cli mongosh apt apt-get apk yum dnf brew cd cp mv rm ln ls mkdir touch cat echo',
    'printf export source set unset env exec eval exit return test sleep tee tail head grep sed',
    'awk cut sort xargs find chmod chown kill wait read date ufw iptables crontab useradd adduser',
    'usermod if then else elif fi for while until do done case esac function local trap time',
    'nohup screen tmux',
  ]
    .join(' ')
    .split(' '),
)

/** A path, a variable, an assignment. */
const others = /^(?:\.{0,2}\/|~\/|[\w.-]+\/[\w./-]+(?:\s|$)|\$|[A-Za-z_]\w*=)/
/** The end of a line that goes on in the next one. */
const goesOn = /(?:\\|\||&&|\(|\{)\s*$/
/** The rest of something that was opened above. */
const closing = /^(?:[)}\]]|fi|done|esac|;;)/

/** Whether a line of a script is a command, or part of one, as far as its first word tells. */
export function isCommandLine(script: readonly string[], at: number): boolean {
  const text = (script[at] ?? '').trim()
  const [word = ''] = text.split(/[\s;]/)
  return programs.has(word) || others.test(text) || goesOn.test(script[at - 1] ?? '')
}

/** Whether every line is a command, part of one, empty, or closes what was opened. */
export function isAllCommands(script: readonly string[]): boolean {
  return script.every((line, at) => {
    const text = line.trim()
    const isRemark = text === '' || text.startsWith('#') || closing.test(text)
    return isRemark || isCommandLine(script, at)
  })
}

/** What has to be closed further down. */
const opening = /^[ \t]*(?:if|for|while|until|case|function)\b|\(\)[ \t]*\{[ \t]*$|<<-?\s*["']?\w/m

/** Whether a script has something that may be left open. */
export function hasOpening(script: string): boolean {
  return opening.test(script)
}
