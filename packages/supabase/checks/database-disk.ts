import type { Finding, Look } from '@rollcall/core'
import type { Answers } from '../api/answers.ts'
import { askParts, judged, type Unseen } from './ask-parts.ts'
import { fillsUp, outlookEvidence, outlookOf } from './disk-forecast.ts'
import { type DiskUse, diskEvidence, fullness, readDiskUse } from './disk-use.ts'
import { seriesOf } from './history.ts'
import { type Measured, measuredCheck } from './measured-check.ts'
import type { PlatformContext } from './platform-check.ts'
import { closedToWriting } from './read-only-mode.ts'

/** The disk with the data and everything else that Postgres keeps, against its size. */
export const databaseDisk = measuredCheck(import.meta, {
  title: 'The disk of the database has room for the time ahead, and can be written to',
  async look(context) {
    const { diskUsedShare, diskForecastDays } = context.config.thresholds
    const { platform, window } = context
    const { answers, unseen } = await askParts({
      diskUse: () => platform.diskUse(),
      readOnly: () => platform.readOnly(),
    })
    const mode = modeOf(answers.readOnly)
    const use = answers.diskUse && readDiskUse(answers.diskUse, window.from)
    if (!use) return judged(mode.findings, mode.evidence, unseen)
    if ('reason' in use) return judged(mode.findings, mode.evidence, [...unseen, use])
    return lookAtUse(use, mode, unseen, { context, diskUsedShare, diskForecastDays })
  },
})

type Mode = { findings: Finding[]; evidence: { examined: number; readOnly: boolean | null } }

function modeOf(answer: Answers['readOnly'] | undefined): Mode {
  if (!answer) return { findings: [], evidence: { examined: 0, readOnly: null } }
  return {
    findings: closedToWriting(answer),
    evidence: { examined: 1, readOnly: answer.enabled },
  }
}

/** Half a year tells the growth of today, and not that of another school year. */
const historyDays = 180

type Limits = { context: PlatformContext; diskUsedShare: number; diskForecastDays: number }

async function lookAtUse(
  use: DiskUse,
  mode: Mode,
  unseen: Unseen[],
  { context, diskUsedShare, diskForecastDays }: Limits,
): Promise<Look & { measured: Measured }> {
  const series = await seriesOf(context, 'database-disk', historyDays)
  const kept = series?.get('usedBytes') ?? []
  const earlier = kept.map(({ at, value }) => ({ at: Date.parse(at), bytes: value }))
  const outlook = outlookOf(use, earlier, context.now)
  const full = fullness(use, diskUsedShare)
  const ahead = full.length > 0 ? [] : fillsUp(outlook, diskForecastDays)
  const evidence = {
    ...mode.evidence,
    examined: mode.evidence.examined + 1,
    ...diskEvidence(use, context.now),
    ...outlookEvidence(outlook),
    history: series ? `${kept.length} earlier measurements` : 'none: the database does not tell',
  }
  return {
    ...judged([...mode.findings, ...full, ...ahead], evidence, unseen),
    measured: { usedBytes: use.used, sizeBytes: use.size },
  }
}
