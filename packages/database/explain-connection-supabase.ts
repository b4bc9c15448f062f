import type { SupabaseHost } from './address-supabase.ts'
import type { Place } from './explain-connection.ts'

type Sentences = Record<string, (at: Place) => string>

const overIpv6Alone = ({ server }: Place) =>
  `${server} can't be reached from here: such a host answers over IPv6 alone (GitHub's runners have none), and not at all while the project is paused. Use the session pooler's address from the dashboard's Connect page (host …pooler.supabase.com, port 5432, user postgres.<project ref>).`

const strangersCertificate = ({ server }: Place) =>
  `What answers at ${server} can't prove to be Supabase's: see whether a proxy stands in between, and name its root certificate in --database (sslrootcert=<file>) if it is to be trusted.`

/** Where one of Supabase's own servers fails in another way than any other, or calls for another step. */
export const atSupabase: Record<SupabaseHost, Sentences> = {
  direct: {
    ENOTFOUND: overIpv6Alone,
    ENETUNREACH: overIpv6Alone,
    EHOSTUNREACH: overIpv6Alone,
    EADDRNOTAVAIL: overIpv6Alone,
    ETIMEDOUT: overIpv6Alone,
    unknownRoot: strangersCertificate,
  },
  pooler: {
    // It keeps answering for a project that hibernates, with this and the right password.
    '28P01': ({ user, server }) =>
      `${server} refuses the password of role ${user}: correct it in --database or DATABASE_URL. If it is right, the project may be hibernating, which the pooler answers alike: see its status in the dashboard, and restore it.`,
    '53300': ({ server }) =>
      `${server} has no connection left: in session mode each client holds one of the pool. Close some, or raise the pool size in the dashboard's database settings, then try again.`,
    unknownRoot: strangersCertificate,
  },
}
