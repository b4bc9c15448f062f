import { readFileSync } from 'node:fs'
import { OperatorError } from '@rollcall/core'
import type { Session } from '@rollcall/database'
import { z } from 'zod'
import type { Context, Failure, Kind } from '../kind.ts'
import { type Extension, ensureExtension, hasExtension } from './extension.ts'
import { oneTransaction } from './one-transaction.ts'

const secretSql = readFileSync(new URL('vault-secret.sql', import.meta.url), 'utf8')

const inputs = z.strictObject({
  name: z.string().describe('The name of the secret. One of that name is taken over.'),
  value: z.string().meta({ secret: true }).describe('What is kept secret.'),
  description: z.string().default('').describe('What it is for.'),
})

const outputs = z.strictObject({ secretId: z.string().describe("The vault's id of the secret.") })

type Inputs = z.infer<typeof inputs>
type Outputs = z.infer<typeof outputs>
type Kept = { id: string; description: string | null; value: string | null }

const vault: Extension = {
  name: 'supabase_vault',
  isThere: `select from pg_catalog.pg_class
    where oid = to_regclass('vault.decrypted_secrets')
      and to_regprocedure('vault.create_secret(text, text, text, uuid)') is not null`,
  remedy: 'On Supabase enable Vault under Integrations in the dashboard; other servers have none.',
}

/** A secret in Supabase's vault, where functions and jobs of the database find it by its name. */
export const vaultSecret: Kind<Inputs, Outputs> = {
  name: 'VaultSecret',
  description: "A secret in Supabase's vault, which functions and jobs of the database can read.",
  inputs,
  outputs,
  identity: ['name'],

  async prepare(given) {
    const failures = faultsOf(given)
    return failures.length > 0 ? { failures } : { inputs: given }
  },

  async create(given, context) {
    return { id: given.name, outputs: await settle(given, context) }
  },

  read: (name, _before, { session }) =>
    session(async (opened) => {
      if (!(await hasExtension(opened, vault))) return undefined
      const kept = await look(opened, name)
      if (!kept) return undefined
      const { id, value, description } = kept
      // One that the vault's key doesn't open any more is there, and has to be written again.
      const found = { name, value: value ?? '', description: description ?? '' }
      return { inputs: found, outputs: { secretId: id } }
    }),

  update: (_name, _before, given, context) => settle(given, context),

  delete: (name, _before, { session }) =>
    session(async (opened) => {
      if (!(await hasExtension(opened, vault))) return
      await unlogged(opened, name, async () => {
        await asked(opened, name, 'delete from vault.secrets where name = $1', [name])
      })
    }),
}

function faultsOf({ name, value, description }: Inputs): Failure[] {
  const failures: Failure[] = []
  if (name.trim() === '') failures.push({ property: 'name', reason: 'is empty' })
  if (value === '') failures.push({ property: 'value', reason: 'is empty' })
  for (const [property, text] of Object.entries({ name, value, description })) {
    if (!text.includes('\0')) continue
    failures.push({
      property,
      reason: 'holds a character with the code 0, which Postgres can not keep',
    })
  }
  return failures
}

/** Brings the secret to what the inputs say, whatever it is now. */
function settle({ name, value, description }: Inputs, { session }: Context): Promise<Outputs> {
  return session(async (opened) => {
    await ensureExtension(opened, vault)
    return unlogged(opened, name, async () => {
      const kept = await look(opened, name)
      if (kept) {
        const isSame = kept.value === value && kept.description === description
        const changed = [kept.id, value, name, description]
        if (!isSame)
          await asked(opened, name, 'select vault.update_secret($1, $2, $3, $4)', changed)
        return { secretId: kept.id }
      }
      const made = [value, name, description]
      const create = 'select vault.create_secret($1, $2, $3) as id'
      const [secret] = await asked<{ id: string }>(opened, name, create, made)
      return { secretId: secret?.id ?? '' }
    })
  })
}

async function look(session: Session, name: string): Promise<Kept | undefined> {
  const [kept] = await asked<Kept>(session, name, secretSql, [name])
  return kept
}

/** Runs `work` in a transaction of its own, in which the server logs no parameters as far as this role may say so. */
function unlogged<T>(session: Session, name: string, work: () => Promise<T>): Promise<T> {
  return oneTransaction(session, `rollcall secret ${name}`, async () => {
    await session.query('set local log_parameter_max_length_on_error = 0')
    await session.query(quietSql)
    return work()
  })
}

const quietSql = `
  do $$
  begin
    set local log_parameter_max_length = 0;
  exception
    -- For superusers, and whom they allow it.
    when insufficient_privilege then null;
  end
  $$`

/** Asks the database. What it refuses keeps only its sentence: no parameters, no detail, no cause. */
async function asked<Row extends object>(
  session: Session,
  name: string,
  sql: string,
  values: unknown[],
): Promise<Row[]> {
  try {
    const { rows } = await session.query<Row>(sql, values)
    return rows
  } catch (error) {
    const { message, code } = error as { message: string; code?: string }
    const said = new OperatorError(
      `The secret ${name} could not be looked up or kept (name, value): ${message}.`,
    )
    throw Object.assign(said, { code })
  }
}
