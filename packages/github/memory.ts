import { type Database, OperatorError, type Verdict } from '@rollcall/core'
import type { Past } from './desired.ts'

/** What the database knows of an issue. */
export type Remembered = { number: number; episode: number; run: string; open: boolean }

/** What is kept beside GitHub. Without a database there is none, and listing does its work. */
export type Memory = {
  /** The issues of an environment, by fingerprint. */
  numbers(environment: string): Promise<Map<string, Remembered>>
  /** The repositories that keep the issues of an environment, by GitHub's id. */
  repositories(environment: string): Promise<{ id: number; name: string }[]>
  remember(entry: Entry): Promise<void>
  /** Knows of an issue that it isn't open any more, whoever closed it. */
  isClosed(fingerprint: string): Promise<void>
  /** Forgets what other repositories hold. */
  takeOver(environment: string, repository: number): Promise<void>
  /** The newest runs of each check up to an instant. */
  history(environment: string, checks: string[], until: string): Promise<Map<string, Past[]>>
  /** The remedies that were applied between two instants, the newest last. */
  remedies(from: string, to: string): Promise<{ remedy: string; done: string }[]>
}

type Entry = Remembered & {
  fingerprint: string
  repository: { id: number; name: string }
}

/** So many runs back a check's history is of use: the most that a rule may ask for. */
const runsKept = 100

export function databaseMemory(database: Database): Memory {
  return {
    async numbers(environment) {
      const { rows } = await database.query<Remembered & { fingerprint: string }>(
        `select fingerprint, number, episode, run, is_open as open
         from rollcall.issues where environment = $1`,
        [environment],
      )
      return new Map(
        rows.map(({ fingerprint, run, ...rest }) => [
          fingerprint,
          { ...rest, run: new Date(run).toISOString() },
        ]),
      )
    },
    async repositories(environment) {
      const { rows } = await database.query<{ id: number; name: string }>(
        `select repository_id as id, max(repository) as name
         from rollcall.issues where environment = $1 group by 1 order by 1`,
        [environment],
      )
      return rows.map(({ id, name }) => ({ id: Number(id), name }))
    },
    async remember({ fingerprint, repository, number, episode, run, open }) {
      await database.query(
        `insert into rollcall.issues as i
           (fingerprint, environment, repository_id, repository, number, episode, run, is_open)
         values ($1, split_part($1, '/', 1), $2, $3, $4, $5, $6, $7)
         on conflict (fingerprint) do update
         set repository_id = excluded.repository_id, repository = excluded.repository,
             number = excluded.number, episode = excluded.episode, run = excluded.run,
             is_open = excluded.is_open
         where i.run <= excluded.run`,
        [fingerprint, repository.id, repository.name, number, episode, run, open],
      )
    },
    async isClosed(fingerprint) {
      await database.query('update rollcall.issues set is_open = false where fingerprint = $1', [
        fingerprint,
      ])
    },
    async takeOver(environment, repository) {
      await database.query(
        'delete from rollcall.issues where environment = $1 and repository_id <> $2',
        [environment, repository],
      )
    },
    async history(environment, checks, until) {
      const { rows } = await database.query<{ check: string; now: string; state: string }>(
        `select c.id as check, h.now, h.state
         from unnest($2::text[]) as c (id)
         cross join lateral (
           select r.now, v.state
           from rollcall.runs as r
           join rollcall.verdicts as v on v.run_id = r.id and v.check_id = c.id
           where r.environment = $1 and r.now <= $3
           order by r.now desc
           limit $4
         ) as h`,
        [environment, checks, until, runsKept],
      )
      const history = new Map<string, Past[]>()
      for (const { check, now, state } of rows) {
        const past = history.get(check) ?? []
        past.push({ now: new Date(now).toISOString(), state: state as Verdict['state'] })
        history.set(check, past)
      }
      return history
    },
    async remedies(from, to) {
      const { rows } = await database.query<{ remedy: string; done: string }>(
        `select remedy, after ->> 'done' as done from rollcall.remedies
         where finished_at between $1 and $2 and failure is null and after ->> 'done' is not null
         order by finished_at`,
        [from, to],
      )
      return rows
    },
  }
}

/** @throws OperatorError when another repository keeps the issues of this environment. */
export function requireOneRepository(
  known: { id: number; name: string }[],
  repository: { id: number; name: string },
  environment: string,
) {
  const other = known.find(({ id }) => id !== repository.id)
  if (!other) return
  throw new OperatorError(
    `The issues of ${environment} are kept in ${other.name}, and this run is for ${repository.name}: two repositories would each tell of the same failure. Stop the workflows of one of them, then run \`rollcall issues apply --take-over\` here; or give this database another \`environment\` in the configuration.`,
  )
}
