import { type Check, defaultConfig, type Verdict } from '@rollcall/core'
import { type Checklist, checklistNames, checklistsFor } from '../checklists.ts'
import { look } from '../look.ts'
import { progress } from '../terminal/print.ts'
import type { Project } from './project.ts'

/** Names the runs of the story, so that nobody takes their platform for a real one. */
export const environment = 'demo-with-emulated-platform'

type Options = {
  url: string
  project: Project
  remedy?: boolean
  /** Told after each checklist what was looked at for the first time. */
  report?: (checklist: Checklist, verdicts: Verdict[]) => void
}

/**
 * Runs the three checklists in turn as `rollcall check` does, and keeps the runs. A check that is on
 * two of them counts once, as it was first seen.
 */
export async function lookAtAll({ url, project, remedy = false, report }: Options) {
  const { now } = project
  const config = { ...defaultConfig, environment }
  const checklists = checklistsFor(project.connect())
  const verdicts = new Map<string, Verdict>()
  for (const name of checklistNames) {
    const seen = await look({
      url,
      checklist: name,
      checks: checklists[name].filter(({ id }) => !verdicts.has(id)).map(labelled),
      settings: { config, configured: false, json: false, now, fixedNow: now },
      remedy,
      report: () => undefined,
      warn: progress,
    })
    for (const verdict of seen.verdicts) verdicts.set(verdict.check, verdict)
    report?.(name, seen.verdicts)
  }
  return [...verdicts.values()]
}

/** Says in the evidence that what it looked at is emulated. */
function labelled(check: Check): Check {
  if (!check.outside) return check
  return {
    ...check,
    look: async (context) => {
      const seen = await check.look(context)
      return { ...seen, evidence: { ...seen.evidence, platform: 'emulated' } }
    },
  }
}

/** Verdicts of the emulated platform, then those of the database. */
export function byPlace(verdicts: Verdict[]): [place: string, verdicts: Verdict[]][] {
  const isOfPlatform = ({ evidence }: Verdict) => evidence.platform === 'emulated'
  return [
    ['emulated Supabase', verdicts.filter(isOfPlatform)],
    ['database', verdicts.filter((verdict) => !isOfPlatform(verdict))],
  ]
}
