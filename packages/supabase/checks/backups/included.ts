import type { Platform } from '../../platform.ts'
import { PlatformError } from '../../platform-error.ts'

/** What the organization pays for: no backups at all, or how many days of them, if that is known. */
export type Included = { state: 'none' } | { state: 'some'; days: number | undefined }

/**
 * What the plan includes of daily backups. Where the entitlements don't tell, the plan's name does.
 * @throws PlatformError
 */
export async function includedInPlan(platform: Platform): Promise<Included> {
  const entitlements = await platform.entitlements()
  const entitled = entitlements.find(({ feature }) => feature.key === 'backup.retention_days')
  if (!entitled) {
    const { plan } = await platform.organization()
    if (plan === undefined) throw untold
    return plan === 'free' ? { state: 'none' } : { state: 'some', days: undefined }
  }
  const { value, unlimited } = entitled.config
  if (!entitled.hasAccess || value === 0) return { state: 'none' }
  return { state: 'some', days: unlimited ? undefined : value }
}

/** How many days point-in-time recovery reaches back, by the add-on. @throws PlatformError */
export async function includedContinuously(platform: Platform): Promise<Included> {
  const { selected_addons: addons } = await platform.addons()
  const variant = addons.find(({ type }) => type === 'pitr')?.variant.id
  const days = /^pitr_(\d+)$/.exec(variant ?? '')?.[1]
  return { state: 'some', days: days === undefined ? undefined : Number(days) }
}

const untold = new PlatformError({
  kind: 'malformed',
  reason: "Supabase's API tells neither the organization's plan nor what it includes of backups",
  hint: "See the organization's billing page in the dashboard, and run the check again.",
})
