import { readFileSync } from 'node:fs'
import type { Session } from '@rollcall/database'

const definitions = readFileSync(new URL('vault.sql', import.meta.url), 'utf8')

/** What Supabase gives of the vault to `postgres`, which does not own it. */
const privileges = (role: string) => `
  grant usage on schema vault to ${role};
  grant select, delete, truncate, references on vault.secrets, vault.decrypted_secrets to ${role};
  grant execute on function
    vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt to ${role};`

/**
 * Makes a stand-in of Supabase's schema `vault`, owned by who the session is, as the extension
 * supabase_vault would.
 * @param role who may use it as `postgres` may on Supabase, which is not to write to its table.
 */
export async function installVault(session: Session, role?: string): Promise<void> {
  await session.query(definitions)
  if (role) await session.query(privileges(`"${role.replaceAll('"', '""')}"`))
}
