import { readFileSync } from 'node:fs'
import type { Database } from '../check.ts'
import { type Branch, type Diagnosis, walk } from './walk.ts'

type Facts = {
  rolesMissing: string[]
  notTakenOn: string[]
  servicePasses: boolean
  serviceUses: boolean
  serviceLacks: string[]
  generationHeldBack: string | null
  forced: string[]
  differences: string[]
  writesWithoutPolicy: string[]
  refusals: number
  newestRefusal: string | null
  open: string[]
}

const sql = readFileSync(new URL('./permissions.sql', import.meta.url), 'utf8')

/** Walks the document's tree "RLS permission errors" to a cause. */
export async function diagnosePermissions(database: Database, now: string): Promise<Diagnosis> {
  const { rows } = await database.query<Facts>(sql, [now])
  const facts = rows[0] as Facts
  return walk([...rolesOfTheApi(facts), ...rightsOfTheServer(facts), ...rules(facts)])
}

/** Who the API is. */
function rolesOfTheApi({ rolesMissing, notTakenOn }: Facts): Branch[] {
  return [
    {
      question: 'Are the roles of the API there?',
      answer: said(rolesMissing, 'missing', 'yes'),
      well: rolesMissing.length === 0,
      cause: `${rolesMissing.join(', ')} is missing, so that the API can be nobody.`,
      fix: 'Make them, as on Supabase.',
      command: 'rollcall migrate',
    },
    {
      question: 'Can the API take on each of them?',
      answer: said(notTakenOn, 'not', 'yes'),
      well: notTakenOn.length === 0,
      cause: `authenticator may not take on ${notTakenOn.join(', ')}, so that a call with that key fails before it begins.`,
      fix: `As the owner: \`grant ${notTakenOn.join(', ')} to authenticator\`.`,
    },
  ]
}

/** What the key of the server side may do. */
function rightsOfTheServer(facts: Facts): Branch[] {
  const { servicePasses, serviceUses, serviceLacks } = facts
  return [
    {
      question: 'Does service_role pass over row level security?',
      answer: servicePasses ? 'yes' : 'no',
      well: servicePasses,
      cause:
        'service_role does not pass over row level security, so that no policy shows it a row or lets one in.',
      fix: 'As a superuser: `alter role service_role bypassrls`.',
    },
    {
      question: 'May service_role use the schema public?',
      answer: serviceUses ? 'yes' : 'no',
      well: serviceUses,
      cause: 'service_role may not use the schema public: every call says "permission denied".',
      fix: 'As the owner: `grant usage on schema public to service_role`.',
      command: 'rollcall migrate',
    },
    {
      question: 'May service_role read and write the four tables?',
      answer: said(serviceLacks, 'not', 'yes'),
      well: serviceLacks.length === 0,
      cause: `service_role lacks ${serviceLacks.join('; ')}: those calls say "permission denied".`,
      fix: `As the owner: ${serviceLacks.map((grant) => `\`grant ${grant} to service_role\``).join(', ')}.`,
    },
  ]
}

/** What holds for everybody else, and for generation on their behalf. */
function rules(facts: Facts): Branch[] {
  const { generationHeldBack, forced, differences, writesWithoutPolicy } = facts
  const { refusals, newestRefusal, open } = facts
  return [
    {
      question: 'May generation write classes, whoever writes the student?',
      answer: generationHeldBack ? 'no' : 'yes',
      well: generationHeldBack === null,
      cause: `${generationHeldBack} is held back${forced.length > 0 ? ` by row level security, which is forced on ${forced.join(', ')}` : ', because it does not act as an owner of the tables'}: classes are not created despite valid data.`,
      fix:
        forced.length > 0
          ? `As the owner: ${forced.map((table) => `\`alter table ${table} no force row level security\``).join(', ')}.`
          : 'Put it back as it was deployed, by the owner of the tables.',
      command:
        forced.length > 0
          ? 'rollcall check missing-classes'
          : 'rollcall remedy reapply-routines --apply',
    },
    {
      question: "Are Rollcall's own policies and grants as they were deployed?",
      answer: said(differences, 'not', 'yes'),
      well: differences.length === 0,
      cause: `Not as deployed: ${differences.slice(0, 5).join(', ')}${differences.length > 5 ? ` and ${differences.length - 5} more` : ''}.`,
      fix: 'Put them back.',
      command: 'rollcall remedy reapply-routines --apply',
    },
    {
      question: 'Has generation been refused something in the last 7 days?',
      answer: refusals === 0 ? 'no' : times(refusals),
      well: refusals === 0,
      cause: `Generation failed ${times(refusals)} in the last 7 days with "permission denied" (SQLSTATE 42501), last in log row ${newestRefusal}: a trigger or function of the application's lacks a right.`,
      fix: 'Read error_details of that row, grant what it names, and generate again.',
      command: 'rollcall generate missing',
    },
    {
      question: 'Does a policy stand behind each right to write?',
      answer: said(writesWithoutPolicy, 'not where', 'yes'),
      well: writesWithoutPolicy.length === 0,
      cause: `${writesWithoutPolicy.join('; ')}, and no policy lets a row pass: "new row violates row-level security policy".`,
      fix: "Write from the server with the service role's key, or write the policy (`create policy … with check (…)`), or take the right back.",
      command: 'rollcall check exposed-privileges',
    },
    {
      question: 'Is row level security on for the four tables?',
      answer: said(open, 'off on', 'yes'),
      well: open.length === 0,
      cause: `Row level security is off on ${open.join(', ')}, so that a grant alone decides and policies do nothing.`,
      fix: 'Write the policies, then switch it on.',
      command: 'rollcall check row-level-security',
    },
  ]
}

const said = (list: string[], no: string, yes: string) =>
  list.length === 0 ? yes : `${no}: ${list.join(', ')}`

const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
