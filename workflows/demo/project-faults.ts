import type { Project } from './project.ts'
import { withBackupMadeGood, withFailedBackup } from './project-backups.ts'
import { classTracking } from './project-events.ts'

/** Something that goes wrong at the emulated platform, and what a person does about it. */
export type ProjectFault = {
  name: string
  /** The check that must see it. */
  seenBy: string
  story: string
  befall(project: Project): Promise<void>
  /** What is asked of a person. */
  what: string
  mend(project: Project): Promise<void>
}

/** In the order in which they are told. */
export const projectFaults: ProjectFault[] = [
  {
    name: 'edge-function-deleted',
    seenBy: 'edge-function-executions',
    story: `somebody tidied up the project and deleted the edge function ${classTracking.slug}`,
    befall: deleteFunction,
    what: `deploy ${classTracking.slug} to the emulated Supabase again.`,
    mend: async ({ emulator }) => emulator.functions.set([classTracking]),
  },
  {
    name: 'backup-failed',
    seenBy: 'backups-fresh',
    story: "last night's backup failed",
    befall: async ({ emulator, now }) => emulator.backups.set({ backups: withFailedBackup(now) }),
    what: 'see at the emulated Supabase why the backup failed, and have it made good.',
    mend: async ({ emulator, now }) => emulator.backups.set({ backups: withBackupMadeGood(now) }),
  },
]

/** As whoever holds the token can do it. */
async function deleteFunction({ emulator: { url, ref, token } }: Project) {
  await fetch(`${url}/v1/projects/${ref}/functions/${classTracking.slug}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  })
}
