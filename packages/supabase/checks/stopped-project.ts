import type { Look } from '@rollcall/core'
import type { Platform } from '../platform.ts'
import { standingOf } from './project-status.ts'

/**
 * Why a project that isn't up can't be judged by its lists and settings; undefined when it is up,
 * unwell, or in a status that nobody knows yet. What to do about it, `database-online` says.
 * @throws PlatformError
 */
export async function stoppedProject(platform: Platform): Promise<Look | undefined> {
  const { status } = await platform.project()
  const standing = standingOf(status)
  if (standing.state !== 'down' || standing.key === 'unhealthy') return undefined
  return {
    state: 'unknown',
    reason: `Project ${platform.ref} is not up (${standing.key})`,
    hint: 'See database-online, and run the check again when the project is up.',
    evidence: { examined: 0, status },
  }
}
