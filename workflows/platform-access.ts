import { connectPlatform, type Platform, readPlatformAccess } from '@rollcall/supabase'

/**
 * The project on the platform that the environment names, or why none is looked at.
 * @throws OperatorError naming every mistake in SUPABASE_ACCESS_TOKEN, SUPABASE_PROJECT_REF and
 * SUPABASE_API_ENDPOINT.
 */
export function platformAccess(environment = process.env): Platform | { without: string } {
  const access = readPlatformAccess(environment)
  return access.state === 'ready' ? connectPlatform(access.access) : { without: access.reason }
}
