import type { WorkflowFile } from '@rollcall/github'

/** A secret or a variable that workflow files use. */
export type Need = {
  name: string
  /** The files that use it. */
  files: string[]
  /** Whether the files say what holds without it. */
  optional: boolean
}

/** What the workflow files ask of a repository's settings. */
export type Needs = {
  secrets: Need[]
  variables: Need[]
  environments: { name: string; secrets: Need[]; variables: Need[] }[]
}

type Kind = 'secrets' | 'vars'

/** One mention of a secret or a variable; `environment` is that of its job, or empty. */
type Mention = { kind: Kind; name: string; file: string; optional: boolean; environment: string }

type Job = { environment?: unknown; secrets?: unknown; uses?: unknown }
type Document = {
  on?: { workflow_call?: { secrets?: Record<string, { required?: boolean } | null> } | null }
  env?: unknown
  jobs?: Record<string, Job>
}

/** Gathers what the files use. What a called workflow is passed counts where it is passed on. */
export function needsOf(files: WorkflowFile[]): Needs {
  const inherited = calledWithAll(files)
  const mentions = files.flatMap((each) => mentionsIn(each, inherited.has(each.file)))
  const environments = files
    .flatMap(({ document }) => jobsOf(document).flatMap(environmentsOf))
    .filter((name) => name !== '')
  const gather = (kind: Kind, environment: string) =>
    gathered(mentions.filter((each) => each.kind === kind && each.environment === environment))
  return {
    secrets: gather('secrets', ''),
    variables: gather('vars', ''),
    environments: [...new Set(environments)].toSorted().map((name) => ({
      name,
      secrets: gather('secrets', name),
      variables: gather('vars', name),
    })),
  }
}

function mentionsIn({ file, document }: WorkflowFile, inherits: boolean): Mention[] {
  const { on, env } = (document ?? {}) as Document
  // GitHub knows the names of secrets in capital letters only.
  const passed = new Map(
    Object.entries(on?.workflow_call?.secrets ?? {}).map(([name, given]) => [
      name.toUpperCase(),
      given?.required !== false,
    ]),
  )
  const isPassed = ({ kind, name, environment }: Mention) =>
    kind === 'secrets' && passed.has(name) && !inherits && environment === ''
  return [
    ...mentions(env, file, ['']),
    ...jobsOf(document).flatMap((job) => {
      const environments = environmentsOf(job)
      return mentions(job, file, environments.length === 0 ? [''] : environments)
    }),
  ]
    .filter((each) => !isPassed(each))
    .map((each) =>
      each.kind === 'secrets' && passed.get(each.name) === false
        ? { ...each, optional: true }
        : each,
    )
}

/** Every `secrets.NAME` and `vars.NAME` in a part of a file; GITHUB_TOKEN is always there. */
function mentions(part: unknown, file: string, environments: string[]): Mention[] {
  const text = JSON.stringify(part ?? {})
  return [...text.matchAll(/\b(secrets|vars)\.([A-Za-z_]\w*)(\s*\|\|)?/g)].flatMap(
    ([, kind, name = '', fallback]) =>
      name.toUpperCase() === 'GITHUB_TOKEN'
        ? []
        : environments.map((environment) => ({
            kind: kind as Kind,
            name: name.toUpperCase(),
            file,
            optional: fallback !== undefined,
            environment,
          })),
  )
}

function gathered(found: Mention[]): Need[] {
  const names = [...new Set(found.map(({ name }) => name))].toSorted()
  return names.map((name) => {
    const here = found.filter((each) => each.name === name)
    return {
      name,
      files: [...new Set(here.map(({ file }) => file))],
      optional: here.every(({ optional }) => optional),
    }
  })
}

/**
 * The environments that a job may run in: the one that it names, or each that an expression has in
 * quotes and does not compare with. The empty name stands for none.
 */
function environmentsOf({ environment }: Job): string[] {
  const name =
    environment instanceof Object ? (environment as { name?: unknown }).name : environment
  if (typeof name !== 'string' || name === '') return []
  if (!name.includes('${{')) return [name]
  return [...name.matchAll(/([!=]=\s*)?'([^']*)'/g)].flatMap(([, compared, quoted = '']) =>
    compared ? [] : [quoted],
  )
}

/** Called workflows that get all secrets of their caller. */
function calledWithAll(files: WorkflowFile[]): Set<string> {
  const jobs = files.flatMap(({ document }) => jobsOf(document))
  return new Set(
    jobs
      .filter(({ uses, secrets }) => typeof uses === 'string' && secrets === 'inherit')
      .map(({ uses }) => String(uses).replace(/^.*\//, '')),
  )
}

function jobsOf(document: unknown): Job[] {
  return Object.values((document as Document | null | undefined)?.jobs ?? {}).filter(
    (job) => job instanceof Object,
  )
}
