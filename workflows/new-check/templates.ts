/** The name under which a check is exported: `late-payments` is `latePayments`. */
export function exportName(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

const title = 'TODO: the healthy state, as a sentence'

/** The check itself. */
export const checkTemplate = (name: string) => `import { sqlCheck } from '../sql-check.ts'

/** TODO: what it finds, and what it leaves to other checks. */
export const ${exportName(name)} = sqlCheck(import.meta, {
  title: '${title}',
  reads: ['public.courses'],
  nothing: {
    reason: 'There is no course, so there was nothing to look at',
    hint: 'TODO: what to do about that.',
  },
})
`

/** A query that works, to be replaced: courses without a name. */
export const queryTemplate = `-- $1: now.
with findings as (
  select c.id
  from public.courses as c
  where c.name = '' and c.created_at <= $1::timestamptz
),
evidence as (
  select jsonb_build_object('examined', count(*)) as evidence from public.courses
)
select
  'course/' || f.id as key,
  'warning' as severity,
  format('Course %s has no name.', f.id) as detail,
  jsonb_build_object('courseId', f.id) as subject,
  e.evidence
from evidence as e
left join findings as f on true
order by f.id
`

/** The three acts of the query above, to be replaced with it. */
export const testTemplate = (
  name: string,
) => `import { look, scratchDatabase, testNow } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { ${exportName(name)} } from './${name}.ts'

const database = scratchDatabase()

test('is clear, finds a course without a name, and is clear when it has one', async () => {
  await database.session.query("insert into public.courses (name, created_at) values ('Piano', $1)", [testNow])
  expect(await look(database, ${exportName(name)})).toMatchObject({ state: 'pass' })
  await database.session.query("update public.courses set name = ''")
  expect(await look(database, ${exportName(name)})).toMatchObject({
    state: 'fail',
    findings: [{ key: 'course/1' }],
  })
  await database.session.query("update public.courses set name = 'Piano'")
  expect(await look(database, ${exportName(name)})).toMatchObject({ state: 'pass' })
})
`

/** What a person does about a finding, in the order in which each runbook says it. */
export const runbookTemplate = (name: string, checklist: string) => `# ${title}

Check \`${name}\`, in the ${checklist} checklist. No remedy: a person has to do it, because TODO.

## What it means

TODO: what a finding of each kind of key says, and whom it hurts: pupils, invoices.

## What it looks at

TODO: rows, window, rights; when it is \`unknown\`, and what to do then.

## What to do

1. TODO: the exact commands and SQL.
2. \`npx rollcall check ${name}\` is clear.

## Where to look by hand

TODO: where in the Supabase dashboard, and which query of the maintenance document it replaces.

## Settings

None of its own.

## Known limits

TODO: what it can't see, and which check does.
`
