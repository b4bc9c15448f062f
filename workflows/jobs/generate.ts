import { error } from '@actions/core'
import { type Generated, generate, OperatorError } from '@rollcall/core'
import { withMigratedDatabase } from '../database-session.ts'
import { positive } from '../settings.ts'
import { count } from '../terminal/print.ts'
import { input, log, runJob, skip, ticked } from './job.ts'
import { writeSummary } from './summary.ts'

// Generates what WHAT says, for all or for STUDENT; without APPLY it only says what it would create.
await runJob(async (settings) => {
  const what = whatOf(input('WHAT'), input('STUDENT'))
  const student = input('STUDENT') ? positive(input('STUDENT'), 'STUDENT') : undefined
  if (!settings.databaseUrl) {
    return skip(
      `The secret DATABASE_URL is not set${ticked('APPLY') ? ' in the environment remedies' : ''}, so there is no database to generate in: docs/workflows.md says how to set it.`,
    )
  }
  const generated = await withMigratedDatabase(settings, 'rollcall generate', (database) =>
    generate(database, {
      what,
      now: settings.now,
      lookBackDays: settings.config.thresholds.missingClassesLookBackDays,
      dryRun: !ticked('APPLY'),
      ...(student ? { student } : {}),
    }),
  )
  log(sentence(generated))
  await writeSummary(summaryOf(generated))
  const { failed } = generated
  if (failed.length === 0) return 0
  error(
    `The generation failed for ${count(failed.length, 'student')}: see the summary of the run, and the runbook failed-generations.`,
  )
  return 2
})

/** Older gaps are billable: for the whole school they are filled by the remedy, which has a bound. */
function whatOf(what: string, student: string): 'weekly' | 'missing' {
  if (what === 'weekly') return what
  if (what === 'missing' && student !== '') return what
  throw new OperatorError(
    what === 'missing'
      ? 'Older gaps are filled here for one student: give the student, or run the remedy create-missing-classes, which is bounded.'
      : `WHAT is "${what}", and must be weekly or missing: correct it in the workflow file.`,
  )
}

function sentence({ created, updated, removed, students, from, to, dryRun }: Generated): string {
  const would = dryRun ? 'would be ' : ''
  return `${count(created, 'class', 'classes')} ${would}created, ${updated} ${would}brought to the schedule and ${removed} ${would}removed, ${from} to ${to}; classes are due to ${count(students, 'student')}.`
}

function summaryOf(generated: Generated): string[] {
  const { perStudent, skippedStudents, failed, dryRun } = generated
  return [
    `## Classes${dryRun ? ', as a preview' : ''}`,
    '',
    sentence(generated),
    '',
    '| student | |',
    '| --- | --- |',
    ...failed.map((each) => `| ${each.studentId} | **failed** with SQLSTATE ${each.sqlstate} |`),
    ...perStudent.map(
      (each) => `| ${each.studentId} | ${count(each.created, 'class', 'classes')} |`,
    ),
    ...skippedStudents.map(
      (each) => `| ${each.studentId} | skipped: ${each.reason.replaceAll('_', ' ')} |`,
    ),
  ]
}
