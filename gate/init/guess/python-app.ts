/** Where a Python backend has its application, and which server serves it. */
import type { Folder } from '../read/files.ts'
import type { Project } from '../read/project.ts'
import type { Source } from '../read/sources.ts'

/** How an application is made at the top of a module: `api: FastAPI = FastAPI(`. */
const made = /^(\w+)(?:\s*:[^=\n]+)?\s*=\s*(?:\w+\.)*(FastAPI|Starlette|Litestar|Quart|Flask)\(/m
/** Those that only a server for WSGI serves; all others need one for ASGI. */
const forWsgi = 'Flask'

/** Where an application usually is, the likeliest module first. */
const usualModules = ['app.main', 'main', 'app', 'src.main']

interface Application {
  module: string
  name: string
  framework: string
}

const moduleOf = (file: string) => file.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.')

function applicationsIn(sources: readonly Source[]): Application[] {
  return sources.flatMap(({ file, ending, text }) => {
    const [, name, framework] = (ending === 'py' && made.exec(text)) || []
    if (name === undefined || framework === undefined) return []
    return [{ module: moduleOf(file), name, framework }]
  })
}

/** The one in a usual place, or the only one. */
function likeliest(all: readonly Application[]): Application | undefined {
  const [only, second] = all
  const usual = usualModules.map((module) => all.find((each) => each.module === module))
  return usual.find(Boolean) ?? (second === undefined ? only : undefined)
}

function serving({ module, name, framework }: Application, project: Project): string {
  if (framework !== forWsgi) return `uvicorn ${module}:${name}`
  if (project.libraries.includes('gunicorn')) return `gunicorn ${module}:${name}`
  return `flask --app ${module}:${name} run`
}

/** The command, and the module that has the application; undefined if none is found. */
export function pythonApplication(
  folder: Folder,
  project: Project,
  sources: readonly Source[],
): { command: string; module: string } | undefined {
  const application = likeliest(applicationsIn(sources))
  if (application) return { command: serving(application, project), module: application.module }
  const server = ['uvicorn', 'gunicorn'].find((name) => project.libraries.includes(name))
  const module = usualModules.find((name) => folder.has(`${name.replaceAll('.', '/')}.py`))
  if (server === undefined || module === undefined) return undefined
  return { command: `${server} ${module}:app`, module }
}
