import { readFileSync } from 'node:fs'
import { getCACertificates } from 'node:tls'
import { OperatorError } from '@rollcall/core'
import type { Address } from './address.ts'

/** The shared pooler, which IPv4 reaches, or the database itself, which without an add-on only IPv6 does. */
export type SupabaseHost = 'pooler' | 'direct'

/** Which of Supabase's servers an address names, if any. */
export function supabaseHostOf(url: string): SupabaseHost | undefined {
  const { hostname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? hostname
  if (/\.pooler\.supabase\.com$/i.test(host)) return 'pooler'
  return /\.supabase\.(co|com)$/i.test(host) ? 'direct' : undefined
}

/** What turns verification off in so many words, or names roots of one's own. */
const declined = ['disable', 'no-verify', 'false', '0']

/**
 * An address of Supabase's whose server is verified: `sslmode=require`, or none, is no leave to
 * talk to whoever answers. It comes twice, with the roots in two orders: Supabase's bear the same
 * name, and of such OpenSSL tries the first alone unless the server's chain tells their keys apart.
 * Undefined when the address says otherwise.
 * @throws OperatorError for the transaction pooler, which keeps nothing of a session.
 */
export function verifiedAddresses(address: URL): Address[] | undefined {
  const { searchParams, port, hostname } = address
  if ((searchParams.get('port') ?? port) === '6543') {
    throw new OperatorError(
      `${searchParams.get('host') ?? hostname}:6543 is the transaction pooler, in which settings, locks and prepared statements of a session are lost: use the session pooler, the same address with port 5432.`,
    )
  }
  const modes = [searchParams.get('sslmode'), searchParams.get('ssl')]
  if (searchParams.has('sslrootcert') || modes.some((mode) => declined.includes(mode ?? ''))) {
    return undefined
  }
  const url = new URL(address)
  for (const name of ['sslmode', 'ssl', 'uselibpqcompat']) url.searchParams.delete(name)
  const roots = [...getCACertificates('default'), ...supabaseRoots()]
  return [roots, roots.toReversed()].map((each) => ({ url: url.href, roots: each }))
}

/** Supabase's own roots, of 2021 and of 2025, in PEM; servers show chains of either. */
export function supabaseRoots(): string[] {
  return ['prod-ca-2021.crt', 'prod-ca-2025.crt'].map((file) =>
    readFileSync(new URL(`certificates/${file}`, import.meta.url), 'utf8'),
  )
}
