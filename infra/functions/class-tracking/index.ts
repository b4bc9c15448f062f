import process from 'node:process'
import { classTracking, type Entry } from '@rollcall/class-tracking'
import { connect } from './connect.ts'
import { lookBackDays } from './look-back-days.ts'

declare const Deno: { serve(handler: (request: Request) => Response | Promise<Response>): unknown }

// Supabase gives the owner's address, which another role's may stand in for; docs/api.md has the others.
const {
  SUPABASE_DB_URL = '',
  CLASS_TRACKING_DATABASE_URL = SUPABASE_DB_URL,
  CLASS_TRACKING_SECRET,
  CLASS_TRACKING_LOOK_BACK_DAYS,
} = process.env

const { fetch } = classTracking({
  base: '/class-tracking',
  open: () => connect(CLASS_TRACKING_DATABASE_URL),
  secret: { value: CLASS_TRACKING_SECRET, name: 'CLASS_TRACKING_SECRET' },
  now: () => new Date().toISOString(),
  lookBackDays: lookBackDays(CLASS_TRACKING_LOOK_BACK_DAYS),
  log,
})

Deno.serve(fetch)

/** One line of JSON, at the level that Supabase's logs then show. */
function log(entry: Entry) {
  console[entry.level](JSON.stringify(entry))
}
