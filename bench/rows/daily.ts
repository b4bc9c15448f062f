import {
  checklists,
  defaultConfig,
  measure,
  readWatermarks,
  recordRun,
  runChecks,
} from '@rollcall/core'
import { connect, type Session, withSession } from '@rollcall/database'
import { numbered, type Round, takeTurns } from '../measure.ts'
import { type Row, row } from '../row.ts'

type School = Pick<Row, 'name' | 'target'> & {
  url: string
  /** The clock of the checklist, ISO 8601 in UTC. */
  now: string
}

/** The daily checklist, with all that a run of it does, beside one `count(*)` of the classes. */
export async function dailyRows(
  session: Session,
  rounds: number,
  { name, target, url, now }: School,
): Promise<Row[]> {
  const samples: Round<'checklist' | 'count'>[] = []
  for (const round of numbered(rounds)) {
    samples.push(
      await takeTurns(session, round, {
        checklist: () => runDaily(url, now),
        count: () => session.query('select count(*) from public.classes'),
      }),
    )
  }
  return [
    row({
      name,
      target,
      of: samples.map(({ checklist }) => checklist.milliseconds),
      to: samples.map(({ count }) => count.milliseconds),
    }),
  ]
}

/**
 * One run in sessions of its own, as a scheduled one is: watermarks, looks, metrics, what is kept.
 * @throws Error when a check could not look, because what isn't done costs nothing.
 */
async function runDaily(url: string, now: string) {
  const [config, environment] = [defaultConfig, defaultConfig.environment]
  // Without those that ask the platform, of which they are only named here.
  const checks = checklists.daily.filter((each) => typeof each !== 'string')
  const watermarks = await withSession(url, { now }, (session) =>
    readWatermarks(session, environment),
  )
  const startedAt = new Date().toISOString()
  const open = () => connect(url, { now })
  const verdicts = await runChecks({ checks, config, now, open, watermarks })
  for (const verdict of verdicts) {
    if (verdict.state === 'unknown') throw new Error(`${verdict.check}: ${verdict.reason}.`)
  }
  await withSession(url, { now }, async (session) => {
    const run = { checklist: 'daily', environment, startedAt, now }
    const measured = await measure(session, 'daily', { config, now, verdicts })
    await recordRun(session, run, verdicts, new Date().toISOString(), measured)
    for (const { remember } of checks) await remember?.({ database: session, config, now })
  })
}
