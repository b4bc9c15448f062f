import { type Answering, type AskedOfProject, type Reply, refused, replied } from '../exchange.ts'
import { goes } from '../world.ts'

export const backups = {
  list: ({ project }) => replied(200, { region: project.region, ...project.backups }),
  restore: (asked) => {
    const { id } = asked.body as { id: number }
    const found = asked.project.backups.backups.find((backup) => backup.id === id)
    return found ? restoring(asked) : refused(404, 'Backup not found')
  },
  restoreToTime: (asked) =>
    asked.project.backups.pitr_enabled
      ? restoring(asked)
      : refused(400, 'PITR is not enabled for this project.'),
  readSchedule: (asked) => unpaid(asked) ?? scheduled(asked),
  setSchedule: (asked) => {
    const refusal = unpaid(asked)
    if (refusal) return refusal
    asked.project.backupTime = (asked.body as { schedule_for: string }).schedule_for
    return scheduled(asked)
  },
} satisfies Record<string, Answering>

function restoring({ project, world }: AskedOfProject): Reply {
  goes(project, 'RESTORING', 'ACTIVE_HEALTHY', world.transition)
  return replied(201)
}

function unpaid({ world }: AskedOfProject): Reply | undefined {
  return world.organization.plan === 'free'
    ? refused(402, 'Backup schedules are not available on the Free Plan')
    : undefined
}

function scheduled({ project }: AskedOfProject): Reply {
  return replied(200, { schedule_for: project.backupTime, updated_at: project.createdAt })
}
