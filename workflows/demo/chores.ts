import type { Finding, Verdict } from '@rollcall/core'
import type { Session } from '@rollcall/database'
import type { Project } from './project.ts'
import { projectFaults } from './project-faults.ts'

/** Where a person sets right what is wrong. */
type School = { session: Session; project: Project }

/** Something that only a person may do: which verdict asks for it, what it is, and the doing. */
export type Chore = { verdict: Verdict; what: string; perform(school: School): Promise<void> }

type Failed = Extract<Verdict, { state: 'fail' }>

/** What the findings that no remedy may touch ask of a person, in the order in which it has to be done. */
export function chores(verdicts: Verdict[]): Chore[] {
  const inDatabase = Object.entries(ways).flatMap(([check, way]) => {
    const verdict = failed(verdicts, check)
    return verdict ? verdict.findings.map((finding) => chore(verdict, finding, way)) : []
  })
  const atPlatform = projectFaults.flatMap(({ seenBy, what, mend }) => {
    const verdict = failed(verdicts, seenBy)
    return verdict ? [{ verdict, what, perform: ({ project }: School) => mend(project) }] : []
  })
  return [...inDatabase, ...atPlatform]
}

function failed(verdicts: Verdict[], check: string): Failed | undefined {
  return verdicts.find((each): each is Failed => each.check === check && each.state === 'fail')
}

type Way = {
  what(finding: Finding): string
  sql(finding: Finding): { text: string; values?: unknown[] }
}

function chore(verdict: Verdict, finding: Finding, way: Way): Chore {
  return {
    verdict,
    what: way.what(finding),
    perform: async ({ session }) => {
      const { text, values = [] } = way.sql(finding)
      await session.query(text, values)
    },
  }
}

const student = ({ subject }: Finding) => Number(subject.studentId)

const ways: Record<string, Way> = {
  'student-data': {
    what: (finding) =>
      `ask what student ${student(finding)}'s schedule should be and correct it: ${finding.detail}`,
    sql: (finding) => ({
      text: `update public.students
             set fixed_schedule = (
               select v.stored from rollcall.schedule_versions as v
               where v.student_id = $1 and v.schedule <> 'null'
               order by v.effective_from desc limit 1
             )
             where id = $1`,
      values: [student(finding)],
    }),
  },
  'row-level-security': {
    what: (finding) =>
      `decide who may see ${finding.key.replace('table/', '')}, write its policies, then switch its row level security on.`,
    sql: (finding) => ({
      text: `alter table ${finding.key.replace('table/', '')} enable row level security`,
    }),
  },
}
