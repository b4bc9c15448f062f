import type { Finding } from '@rollcall/core'
import type { Answers } from '../../api/answers.ts'

type Given = Answers['securityAdvisors']['lints'][number]

/** What an advisor says, in the form in which it is compared and told. */
export type Lint = {
  /** Its name, and what it is about where that isn't all. */
  key: string
  name: string
  severity: Finding['severity']
  title: string
  /** What it is about, such as `table public.students`; empty where it is about the project. */
  about: string
  /** Where Supabase says what to do; empty where it gives no address. */
  link: string
}

/** What Supabase calls it when its advisor could not look. */
export const notLooked = 'advisor_check_unavailable'

/** The lints of several answers, each once. */
export function lintsOf(answers: Given[][]): Lint[] {
  return [...new Map(answers.flat().map((lint) => [keyOf(lint), toLint(lint)])).values()]
}

function toLint(lint: Given): Lint {
  return {
    key: keyOf(lint),
    name: lint.name,
    severity: lint.level === 'ERROR' ? 'error' : 'warning',
    title: short(lint.title),
    about: short(aboutOf(lint)),
    link: /^https:\/\/\S{1,300}$/.test(lint.remediation) ? lint.remediation : '',
  }
}

/** Supabase's own key of a lint begins with the name, mostly. */
function keyOf({ name, cache_key: key }: Given): string {
  if (key === name) return name
  return `${name}/${key.startsWith(`${name}_`) ? key.slice(name.length + 1) : key}`
}

function aboutOf({ metadata = {} }: Given): string {
  const { type, schema, name, entity } = metadata
  const object = [schema, name].filter((part) => part !== undefined).join('.') || (entity ?? '')
  return [object && type, object].filter(Boolean).join(' ')
}

function short(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
