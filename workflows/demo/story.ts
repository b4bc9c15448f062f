import { checklists, defaultConfig, runChecks, type Verdict } from '@rollcall/core'
import {
  connect,
  loadSampleSchool,
  migrate,
  type Session,
  startEmbeddedServer,
} from '@rollcall/database'
import { plant, toldFaults } from '@rollcall/testing/faults'
import { count, style } from '../terminal/print.ts'
import { summaryLine, verdictLines } from '../terminal/verdicts.ts'
import { type Chore, chores } from './chores.ts'
import { enrol } from './enrolment.ts'

type Say = (line?: string) => void

/** What the demonstration went through, for `--json` and for its test. */
export type Story = {
  school: { students: number; classes: number }
  planted: string[]
  /** The verdicts before the faults, with the faults and the safe remedies, and at the end. */
  healthy: Verdict[]
  faulty: Verdict[]
  mended: Verdict[]
}

/** Brings up a school, breaks it, and shows how it is found, fixed and proved fixed. */
export async function tell(now: string, say: Say): Promise<Story> {
  const server = await startEmbeddedServer()
  const session = await connect(server.url(), { now })
  const look = (remedy: boolean, only?: (verdict: Verdict) => boolean) =>
    lookAtAll({
      url: server.url(),
      now,
      remedy,
      say: only ? say : () => undefined,
      only: only ?? (() => false),
    })
  try {
    say(`${style('bold', 'Rollcall')} on an invented school. Nothing of yours is touched.`)
    const school = await open(session, now, say)
    await enrol(session, say)

    chapter(say, 'A healthy school')
    const healthy = await look(false)
    say(`  The daily, weekly and monthly checklists look at everything.`)
    say(`  ${summaryLine(healthy)}`)

    chapter(say, 'Then things go wrong, as they do')
    for (const fault of toldFaults) {
      await plant(session, fault)
      say(`  ${style('red', '•')} ${fault.story}`)
    }

    chapter(say, 'The checklists run again, allowed to fix what is safe')
    const faulty = await look(true, ({ state }) => state !== 'pass' && state !== 'skipped')

    chapter(say, 'What a person must still do')
    const left = chores(faulty)
    for (const chore of left) sayChore(chore, say)
    say(
      `  ${style('yellow', '•')} run \`rollcall migrate\`, so that the unique index stands again.`,
    )

    chapter(say, 'The person has done it; everything is looked at once more')
    for (const chore of left) await chore.perform(session)
    const { indexes } = await migrate(session)
    for (const index of indexes)
      say(
        `  ${style('green', '✔')} rollcall migrate built ${index} again, which forbids doubled classes`,
      )
    const mended = await look(false)
    for (const verdict of mended.filter(({ state }) => state !== 'pass' && state !== 'skipped')) {
      for (const line of verdictLines(verdict)) say(`  ${line}`)
    }
    say(`  ${summaryLine(mended)}`)

    chapter(say, 'Next, on your own database')
    for (const line of next) say(`  ${line}`)
    return {
      school,
      planted: toldFaults.map(({ name }) => name),
      healthy,
      faulty,
      mended,
    }
  } finally {
    await session.end()
    await server.stop()
  }
}

async function open(session: Session, now: string, say: Say) {
  const { rows } = await session.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  say(
    `  ${style('green', '✔')} Postgres ${rows[0]?.version.split(' ')[0]} is up, on this machine only, for the length of this story`,
  )
  const { applied, deployed } = await migrate(session)
  say(
    `  ${style('green', '✔')} brought to today's schema: ${count(applied.length, 'migration')}, ${count(deployed.length, 'function, trigger, policy or grant', 'functions, triggers, policies and grants')}`,
  )
  const school = await loadSampleSchool(session, now)
  say(
    `  ${style('green', '✔')} the school: ${count(school.students, 'student')} in two time zones, ${count(school.classes, 'class', 'classes')} over half a year`,
  )
  return school
}

function chapter(say: Say, title: string) {
  say()
  say(style('bold', title))
}

function sayChore({ verdict, what }: Chore, say: Say) {
  say(`  ${style('yellow', '•')} ${style('bold', verdict.check)}: ${what}`)
}

type LookOptions = {
  url: string
  now: string
  remedy: boolean
  say: Say
  only: (verdict: Verdict) => boolean
}

/** The three checklists in turn. A check that is on two of them counts once, as it was first seen. */
async function lookAtAll({ url, now, remedy, say, only }: LookOptions): Promise<Verdict[]> {
  const verdicts = new Map<string, Verdict>()
  for (const [name, checks] of Object.entries(checklists)) {
    const fresh = checks.filter(({ id }) => !verdicts.has(id))
    const seen = await runChecks({
      checks: fresh,
      config: defaultConfig,
      now,
      open: () => connect(url, { now }),
      watermarks: new Map(),
      remedy,
    })
    for (const verdict of seen) verdicts.set(verdict.check, verdict)
    const shown = seen.filter(only)
    if (shown.length > 0) say(`  ${style('underline', name)}`)
    for (const verdict of shown) for (const line of verdictLines(verdict)) say(`  ${line}`)
  }
  return [...verdicts.values()]
}

const next = [
  "export DATABASE_URL=postgresql://…        the owner of your database, from Supabase's Connect page",
  'npx rollcall migrate --dry-run            what it would add; no row of yours is changed',
  'npx rollcall migrate',
  'npx rollcall check all                    what is wrong, with evidence; nothing is written but the history',
  'npx rollcall --help',
]
