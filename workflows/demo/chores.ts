import type { Finding, Verdict } from '@rollcall/core'
import type { Session } from '@rollcall/database'

/** Something that only a person may do: which verdict asks for it, what it is, and the doing. */
export type Chore = { verdict: Verdict; what: string; perform(session: Session): Promise<void> }

type Failed = Extract<Verdict, { state: 'fail' }>

/** What the findings that no remedy may touch ask of a person, in the order in which it has to be done. */
export function chores(verdicts: Verdict[]): Chore[] {
  return Object.entries(ways).flatMap(([check, way]) => {
    const verdict = verdicts.find(
      (each): each is Failed => each.check === check && each.state === 'fail',
    )
    return verdict ? verdict.findings.map((finding) => chore(verdict, finding, way)) : []
  })
}

type Way = {
  what(finding: Finding): string
  sql(finding: Finding): { text: string; values?: unknown[] }
}

function chore(verdict: Verdict, finding: Finding, way: Way): Chore {
  return {
    verdict,
    what: way.what(finding),
    perform: async (session) => {
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
