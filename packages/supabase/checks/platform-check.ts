import { basename } from 'node:path'
import type { Check, Context, Look } from '@rollcall/core'
import type { Platform } from '../platform.ts'
import { PlatformError, unknownFrom } from '../platform-error.ts'
import { stoppedProject } from './stopped-project.ts'

/** What a check of the platform is given. The database may not be reachable. */
export type PlatformContext = Context & { platform: Platform }

type Options = Pick<Check, 'title' | 'remember'> & {
  /** Judges a project that isn't up, too; for the others that is `unknown`. */
  alsoStopped?: true
  look(context: PlatformContext): Promise<Look>
}

/** A check of the platform before it is known which project it is about, if any. */
export type PlatformCheck = {
  id: string
  title: string
  /** `without`: why no project is looked at. */
  of(platform: Platform | { without: string }): Check
}

/**
 * A check that asks the Management API, named after its file. Where no project is named it is skipped;
 * where the project isn't up, or the platform gives no answer that can be relied on, it is unknown, never
 * well.
 */
export function platformCheck(
  meta: ImportMeta,
  { title, look, alsoStopped, ...more }: Options,
): PlatformCheck {
  const id = basename(meta.url, '.ts')
  return {
    id,
    title,
    of: (platform) => ({
      id,
      title,
      reads: [],
      outside: true,
      ...more,
      async look(context) {
        if ('without' in platform) return { state: 'skipped', reason: platform.without }
        try {
          const stopped = alsoStopped ? undefined : await stoppedProject(platform)
          return stopped ?? (await look({ ...context, platform }))
        } catch (error) {
          if (error instanceof PlatformError) return unknownFrom(error)
          throw error
        }
      },
    }),
  }
}
