import type { Verdict } from '@rollcall/core'
import { connect, migrate, type Session, startEmbeddedServer } from '@rollcall/database'
import { plant, toldFaults } from '@rollcall/testing/faults'
import { style } from '../terminal/print.ts'
import { verdictLines } from '../terminal/verdicts.ts'
import { type Chore, chores } from './chores.ts'
import { byPlace, environment, lookAtAll } from './look-at-all.ts'
import { type Project, startProject } from './project.ts'
import { projectFaults } from './project-faults.ts'
import { type Say, sayChapter, sayChore, saySummary } from './say.ts'
import { introduce, openSchool } from './school.ts'

/** What the demonstration went through, for `--json` and for its test. */
export type Story = {
  school: { students: number; classes: number }
  /** Under which the runs are kept. */
  environment: string
  platform: { emulated: true; ref: string; planted: string[] }
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
  let project: Project | undefined
  try {
    say(
      `${style('bold', 'Rollcall')} on an invented school and an emulated Supabase. Nothing of yours is touched, and nobody outside is asked.`,
    )
    const school = await openSchool(session, now, say)
    project = await startProject(session, server.url(), now)
    await introduce(project, say)
    return { school, ...(await tellOf({ session, project, url: server.url() }, say)) }
  } finally {
    await project?.emulator.stop()
    await session.end()
    await server.stop()
  }
}

type Stage = { session: Session; project: Project; url: string }

async function tellOf(stage: Stage, say: Say): Promise<Omit<Story, 'school'>> {
  sayChapter('A healthy school', say)
  const healthy = await look(stage)
  say(`  The daily, weekly and monthly checklists look at everything.`)
  saySummary(healthy, say)

  sayChapter('Then things go wrong, as they do', say)
  await goWrong(stage, say)

  sayChapter('The checklists run again, allowed to fix what is safe', say)
  const faulty = await look(stage, say)

  sayChapter('What a person must still do', say)
  const left = chores(faulty)
  for (const chore of left) sayChore(chore, say)
  say(`  ${style('yellow', '•')} run \`rollcall migrate\`, so that the unique index stands again.`)

  sayChapter('The person has done it; everything is looked at once more', say)
  await perform(left, stage, say)
  const mended = await look(stage)
  for (const verdict of mended.filter(isUnwell)) {
    for (const line of verdictLines(verdict)) say(`  ${line}`)
  }
  saySummary(mended, say)

  sayChapter('Next, on your own database', say)
  for (const line of next) say(`  ${line}`)
  return {
    environment,
    platform: {
      emulated: true,
      ref: stage.project.emulator.ref,
      planted: projectFaults.map(({ name }) => name),
    },
    planted: toldFaults.map(({ name }) => name),
    healthy,
    faulty,
    mended,
  }
}

/** Looks at everything; with somebody to tell, applies the safe remedies and says what is not well. */
async function look({ project, url }: Stage, say?: Say): Promise<Verdict[]> {
  await project.advise()
  if (!say) return lookAtAll({ url, project })
  return lookAtAll({
    url,
    project,
    remedy: true,
    report: (checklist, verdicts) => {
      const shown = verdicts.filter(isUnwell)
      for (const [place, own] of byPlace(shown)) {
        if (own.length > 0) say(`  ${style('underline', `${checklist}: ${place}`)}`)
        for (const verdict of own) for (const line of verdictLines(verdict)) say(`  ${line}`)
      }
    },
  })
}

async function goWrong({ session, project }: Stage, say: Say) {
  for (const fault of toldFaults) {
    await plant(session, fault)
    say(`  ${style('red', '•')} ${fault.story}`)
  }
  for (const { befall, story } of projectFaults) {
    await befall(project)
    say(`  ${style('red', '•')} at the emulated Supabase: ${story}`)
  }
}

async function perform(left: Chore[], { session, project }: Stage, say: Say) {
  for (const chore of left) await chore.perform({ session, project })
  const { indexes } = await migrate(session)
  for (const index of indexes)
    say(
      `  ${style('green', '✔')} rollcall migrate built ${index} again, which forbids doubled classes`,
    )
}

function isUnwell({ state }: Verdict): boolean {
  return state !== 'pass' && state !== 'skipped'
}

const next = [
  "export DATABASE_URL=postgresql://…        the owner of your database, from Supabase's Connect page",
  'npx rollcall migrate --dry-run            what it would add; no row of yours is changed',
  'npx rollcall migrate',
  'npx rollcall check all                    what is wrong, with evidence; nothing is written but the history',
  'npx rollcall --help',
]
