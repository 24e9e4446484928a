/**
 * What each item of the deployment guide became: claims, or nothing for a reason. The items are
 * those of gate/guide/document, in the guide's order; the ledger has none of the guide's text.
 */
import { cloudDeployments } from './cloud-deployments.ts'
import { databaseManagement } from './database-management.ts'
import { deploymentOptions } from './deployment-options.ts'
import { dockerDeployment } from './docker-deployment.ts'
import type { LedgerEntry } from './entry.ts'
import { environmentConfiguration } from './environment-configuration.ts'
import { monitoringLogging } from './monitoring-logging.ts'
import { nginxConfiguration } from './nginx-configuration.ts'
import { opening } from './opening.ts'
import { preDeploymentChecklist } from './pre-deployment-checklist.ts'
import { securityHardening } from './security-hardening.ts'
import { troubleshooting } from './troubleshooting.ts'
import { zeroDowntimeDeployment } from './zero-downtime-deployment.ts'

export type { LedgerEntry } from './entry.ts'

export const ledger: readonly LedgerEntry[] = [
  opening,
  deploymentOptions,
  preDeploymentChecklist,
  dockerDeployment,
  nginxConfiguration,
  environmentConfiguration,
  cloudDeployments,
  databaseManagement,
  monitoringLogging,
  securityHardening,
  zeroDowntimeDeployment,
  troubleshooting,
].flat()
