import {
  type Diagnosis,
  diagnoseDuplicates,
  diagnosePerformance,
  diagnosePermissions,
  diagnoseStudent,
  diagnoseStudents,
  diagnoseWeekly,
  type StudentsDiagnosis,
} from '@rollcall/core'
import type { Session } from '@rollcall/database'
import type { Command } from 'commander'
import { withMigratedDatabase } from '../database-session.ts'
import { positive, readSettings, type Settings } from '../settings.ts'
import { count, printJson, say, style } from '../terminal/print.ts'

type Tree = {
  description: string
  heading: string
  walk(session: Session, settings: Settings): Promise<Diagnosis>
}

/** The trees that are walked for the whole school, in the document's order. */
const trees: Record<string, Tree> = {
  duplicates: {
    description: 'why classes are there twice, or could be',
    heading: 'Duplicates',
    walk: (session, { now }) => diagnoseDuplicates(session, now),
  },
  weekly: {
    description: 'why the weekly generation did not run, or left gaps',
    heading: 'Weekly generation',
    walk: (session, { now, config }) =>
      diagnoseWeekly(session, { now, graceHours: config.thresholds.weeklyRunGraceHours }),
  },
  performance: {
    description: 'why the database is slow',
    heading: 'Performance',
    walk: (session, { now, config }) => diagnosePerformance(session, { now, config }),
  },
  permissions: {
    description: 'why a call is refused, or shows nothing',
    heading: 'Permissions',
    walk: (session, { now }) => diagnosePermissions(session, now),
  },
}

/** `rollcall diagnose`: walks the document's decision trees to a cause and its fix. */
export function diagnose(program: Command, done: (exitCode: number) => void) {
  const command = program
    .command('diagnose')
    .description("walk the document's decision trees: cause, evidence, fix; without a tree, all")
    .addHelpText('after', help)
    .action(async (_options: unknown, command: Command) => {
      const settings = await readSettings(command)
      done(await all(settings))
    })
  command
    .command('student')
    .description('why a student has no classes, or too few')
    .argument('<id>', 'the id of the student')
    .action(async (id: string, _options: unknown, subcommand: Command) => {
      const settings = await readSettings(subcommand)
      const student = positive(id, 'The student')
      const diagnosis = await using(settings, (session) =>
        diagnoseStudent(session, { student, ...looking(settings) }),
      )
      if (settings.json) printJson({ student, ...diagnosis })
      else for (const line of lines(`Student ${student}`, diagnosis)) say(line)
      done(diagnosis.cause ? 1 : 0)
    })
  for (const [name, { description, heading, walk }] of Object.entries(trees)) {
    command
      .command(name)
      .description(description)
      .action(async (_options: unknown, subcommand: Command) => {
        const settings = await readSettings(subcommand)
        const diagnosis = await using(settings, (session) => walk(session, settings))
        if (settings.json) printJson({ tree: name, ...diagnosis })
        else for (const line of lines(heading, diagnosis)) say(line)
        done(diagnosis.cause ? 1 : 0)
      })
  }
}

async function all(settings: Settings): Promise<number> {
  const { students, diagnoses } = await using(settings, async (session) => ({
    students: await diagnoseStudents(session, looking(settings)),
    diagnoses: await walkAll(session, settings),
  }))
  if (settings.json) printJson({ students, diagnoses })
  else {
    for (const line of studentsLines(students)) say(line)
    for (const { tree, ...diagnosis } of diagnoses) {
      for (const line of lines(trees[tree]?.heading ?? tree, diagnosis)) say(line)
    }
  }
  return students.causes.length > 0 || diagnoses.some(({ cause }) => cause) ? 1 : 0
}

async function walkAll(session: Session, settings: Settings) {
  const diagnoses: ({ tree: string } & Diagnosis)[] = []
  for (const [tree, { walk }] of Object.entries(trees)) {
    diagnoses.push({ tree, ...(await walk(session, settings)) })
  }
  return diagnoses
}

const using = <T>(settings: Settings, use: (session: Session) => Promise<T>) =>
  withMigratedDatabase(settings, 'rollcall diagnose', use)

const looking = ({ now, config }: Settings) => ({
  now,
  lookBackDays: config.thresholds.missingClassesLookBackDays,
})

/** A walked tree for a person: the answers on the way, then cause, fix and command. */
function lines(heading: string, { steps, cause, fix, command }: Diagnosis): string[] {
  return [
    style('bold', heading),
    ...steps.map(
      ({ question, answer, well }) => `  ${mark(well)} ${question} ${style('dim', answer)}`,
    ),
    ...(cause
      ? [`  ${style('bold', 'Cause:')} ${cause}`, `  ${style('bold', 'Fix:')} ${fix}`]
      : ['  Nothing is wrong.']),
    ...(command ? [`  ${style('bold', 'Command:')} ${command}`] : []),
  ]
}

const named = 20

function studentsLines({ examined, causes }: StudentsDiagnosis): string[] {
  return [
    style('bold', 'Students'),
    `  ${mark(causes.length === 0)} ${count(examined, 'active student')} looked at`,
    ...causes.flatMap(({ cause, students, ids, fix, command }) => [
      `  ${mark(false)} ${count(students, 'student')}: ${cause}`,
      `    ${style('dim', `ids ${ids.slice(0, named).join(', ')}${students > named ? ' …' : ''}`)}`,
      `    ${style('bold', 'Fix:')} ${fix} ${style('bold', 'Command:')} ${command}`,
    ]),
  ]
}

const mark = (well: boolean) => (well ? style('green', '✔') : style('red', '✖'))

const help = `
Examples:
  rollcall diagnose
  rollcall diagnose student 42
  rollcall diagnose weekly --json

Exit code: 0 nothing is wrong, 1 a cause was found.`
