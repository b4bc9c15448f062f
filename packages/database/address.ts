import { OperatorError } from '@rollcall/core'
import { supabaseHostOf, verifiedAddresses } from './address-supabase.ts'

/** Where to connect. With `roots` it is by TLS, and the server must prove its name by one of them. */
export type Address = { url: string; roots?: string[] }

/**
 * The addresses to try for the one that a person gave, in this order. `sslmode` means what it means
 * to psql; without it TLS is tried first, unless the server is on this machine. Supabase's servers
 * are always verified, unless `sslrootcert` names other roots or TLS is declined in so many words.
 * @throws OperatorError when it is no database's address, or the transaction pooler's.
 */
export function addressesToTry(url: string): Address[] {
  const address = parsed(url)
  const verified = supabaseHostOf(url) ? verifiedAddresses(address) : undefined
  if (verified) return verified
  const mode = address.searchParams.get('sslmode')
  if (mode === 'prefer' || (mode === null && isRemote(address))) {
    return [inMode(address, 'require'), inMode(address, 'disable')]
  }
  return mode === 'require' || mode === 'verify-ca' ? [inMode(address, mode)] : [{ url }]
}

function parsed(url: string): URL {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) {
    const address = new URL(url)
    if (isDecodable(address) && !isCutShort(address)) return address
  }
  throw new OperatorError(
    "The database address can't be read: give --database (or DATABASE_URL) the whole connection URL as Supabase's Connect page shows it, with special characters in the password percent-encoded.",
  )
}

function isDecodable({ username, pathname }: URL): boolean {
  try {
    decodeURIComponent(username + pathname)
    return true
  } catch {
    return false
  }
}

/** A bare `/`, `?` or `#` in the password ends what is read as the host, and the real one comes after it. */
function isCutShort({ username, pathname, hash, searchParams }: URL): boolean {
  return (
    username === '' && [pathname, hash, ...searchParams.keys()].some((part) => part.includes('@'))
  )
}

function isRemote({ hostname, searchParams }: URL): boolean {
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  return !/^(|\/.*|localhost|127\..*|\[::1\])$/.test(host) && !searchParams.has('ssl')
}

function inMode(address: URL, mode: string): Address {
  const url = new URL(address)
  url.searchParams.set('sslmode', mode)
  url.searchParams.set('uselibpqcompat', 'true')
  return { url: url.href }
}
