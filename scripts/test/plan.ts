/** Which claims are tried on which engine. */
import { declaredChecks } from '../../gate/run/declared-checks.ts'
import { claims } from '../../guide/index.ts'

interface ClaimPlan {
  /** On this machine's processes: whatever needs no container. */
  local: string[]
  /** No process can stand in for an image, a cgroup or a Swarm. */
  dockerOnly: string[]
  /** What stops, freezes or configures a service does so in another way in a container. */
  differsOnDocker: string[]
  /** Those whose mutants only docker can try. */
  killedOnDocker: string[]
}

/**
 * The claims that have a check, by where they are tried. Load is offered on this machine with
 * either engine, and so are the processes of a setting: these are not tried twice.
 * @param docker whether an engine is at hand
 */
export async function planClaims(docker: boolean): Promise<ClaimPlan> {
  const checks = await declaredChecks(process.cwd())
  const covered = claims.filter(({ id }) => checks.has(id))
  const differs = ({ section, services = [], alsoInContainer }: (typeof claims)[number]) =>
    alsoInContainer || (services.length > 0 && section !== 'load' && section !== 'configuration')
  const ids = (wanted: (claim: (typeof claims)[number]) => boolean) =>
    covered.filter(wanted).map(({ id }) => id)
  return {
    local: ids(({ needs }) => !needs),
    dockerOnly: docker ? ids(({ needs }) => needs === 'docker') : [],
    differsOnDocker: docker ? ids((claim) => !claim.needs && differs(claim) === true) : [],
    killedOnDocker: docker ? ids(({ needs, alsoInContainer }) => !!(needs || alsoInContainer)) : [],
  }
}
