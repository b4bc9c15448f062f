import { OperatorError } from '@rollcall/core'

/** What it takes to ask the platform about one project. */
export type Access = {
  token: string
  /** 20 lower-case letters, as in the project's address. */
  ref: string
  /** Where the Management API is; Supabase's own unless said. */
  endpoint: string
}

export type PlatformAccess =
  | { state: 'ready'; access: Access }
  | { state: 'skipped'; reason: string }

export const supabaseEndpoint = 'https://api.supabase.com'

type Environment = Record<string, string | undefined>

/**
 * Reads `SUPABASE_ACCESS_TOKEN`, `SUPABASE_PROJECT_REF` and `SUPABASE_API_ENDPOINT`. Without the
 * first two the platform is skipped; an empty variable counts as none, because a workflow sets a
 * secret that isn't there to nothing.
 * @throws OperatorError naming every mistake at once.
 */
export function readPlatformAccess(environment: Environment): PlatformAccess {
  const token = environment.SUPABASE_ACCESS_TOKEN?.trim() ?? ''
  const ref = environment.SUPABASE_PROJECT_REF?.trim() ?? ''
  const endpoint = environment.SUPABASE_API_ENDPOINT?.trim() || supabaseEndpoint
  if (token === '' && ref === '') return { state: 'skipped', reason: unset }
  const mistakes = [mistakeIn.token(token), mistakeIn.ref(ref), mistakeIn.endpoint(endpoint)]
  const told = mistakes.filter((each) => each !== undefined)
  if (told.length > 0) throw new OperatorError(told.join(' '))
  return { state: 'ready', access: { token, ref, endpoint: withoutSlash(endpoint) } }
}

const unset =
  'The platform is not looked at: set SUPABASE_ACCESS_TOKEN (from https://supabase.com/dashboard/account/tokens) and SUPABASE_PROJECT_REF (the 20 letters in the address of the project in the dashboard)'

/** A sentence for each mistake; none quotes a token. */
const mistakeIn = {
  token(token: string) {
    if (token === '') {
      return 'SUPABASE_PROJECT_REF is set and SUPABASE_ACCESS_TOKEN is not: make a token at https://supabase.com/dashboard/account/tokens.'
    }
    // What a header can hold; anything else would show the token in an error of its own.
    return /^[\x21-\x7e]+$/.test(token)
      ? undefined
      : 'SUPABASE_ACCESS_TOKEN holds spaces, line breaks or other characters that no token has: copy it again.'
  },
  ref(ref: string) {
    if (ref === '') {
      return 'SUPABASE_ACCESS_TOKEN is set and SUPABASE_PROJECT_REF is not: set it to the 20 letters in the address of the project in the dashboard.'
    }
    return /^[a-z]{20}$/.test(ref)
      ? undefined
      : 'SUPABASE_PROJECT_REF is no project ref: it is the 20 lower-case letters in the address of the project in the dashboard, without https:// and dots.'
  },
  endpoint(endpoint: string) {
    if (takesTokens(endpoint) && isBare(new URL(endpoint))) return
    return 'SUPABASE_API_ENDPOINT is no address that a token can be sent to: write it as https://host, without a user, a query or a fragment (http for this machine alone), or leave it out.'
  },
}

/** Whether a token can be sent to an address: encrypted, or to this machine alone. */
export function takesTokens(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false
  const { protocol, hostname } = new URL(endpoint)
  if (protocol === 'https:') return true
  return protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

function isBare({ username, password, search, hash }: URL): boolean {
  return username + password + search + hash === ''
}

function withoutSlash(endpoint: string): string {
  return endpoint.replace(/\/+$/, '')
}
