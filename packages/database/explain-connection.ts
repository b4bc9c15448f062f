import { OperatorError } from '@rollcall/core'
import { supabaseHostOf } from './address-supabase.ts'
import { atSupabase } from './explain-connection-supabase.ts'

/** One sentence for each way in which a connection fails, keyed by Postgres' or Node's own code, or ours. */
const sentences: Record<string, (at: Place) => string> = {
  ECONNREFUSED: ({ server }) =>
    `Nothing answers at ${server}: check that the server runs and that the host and port in --database are right.`,
  ENOTFOUND: ({ server }) =>
    `The host of ${server} is not known: check its spelling in --database, and that this machine has a network.`,
  EAI_AGAIN: ({ server }) =>
    `The host of ${server} could not be looked up: check that this machine has a network, then try again.`,
  ENETUNREACH: ({ server }) =>
    `No route leads to ${server}: on a network without IPv6 use the session pooler's address from Supabase's Connect page.`,
  EHOSTUNREACH: ({ server }) =>
    `No route leads to ${server}: on a network without IPv6 use the session pooler's address from Supabase's Connect page.`,
  ETIMEDOUT: ({ server }) =>
    `${server} did not answer in time: check firewalls and network restrictions, and that the project isn't paused.`,
  ECONNRESET: ({ server }) =>
    `${server} closed the connection: it is restarting, demands TLS (add ?sslmode=require to --database), or is no Postgres (check the port).`,
  noTls: ({ server }) =>
    `${server} speaks no TLS, which --database asks for: take sslmode out of it if the network in between can be trusted.`,
  noPostgres: ({ server }) =>
    `What answers at ${server} is no Postgres: check the host and port in --database.`,
  unknownRoot: ({ server }) =>
    `${server} shows a certificate that this machine can't verify: name its root certificate in --database (sslrootcert=<file>; Supabase offers it for download in the database settings).`,
  noCertificateFile: () =>
    "The certificate file that --database names can't be read: correct sslrootcert, sslcert or sslkey.",
  notAdmitted: ({ user, server }) =>
    `${server} takes no such connection of role ${user} from here: add ?sslmode=require to --database, and check its network restrictions (pg_hba.conf).`,
  unknownProject: ({ user, server }) =>
    user.includes('.')
      ? `The pooler at ${server} knows no project of user ${user}: if it is paused, restore it in the dashboard and wait some minutes; else copy host and user (postgres.<project ref>) of --database from the Connect page.`
      : `The pooler at ${server} can't tell the project from user ${user}: write it in --database as ${user}.<project ref> (the owner is postgres.<project ref>).`,
  noDatabase: ({ server }) =>
    `The pooler at ${server} doesn't reach the database behind it: see in the dashboard whether the project is paused, hibernating or restarting, restore it, and try again in some minutes.`,
  blocked: ({ user, server }) =>
    `${server} takes no more connections of role ${user} for now, because too many passwords were wrong: correct it in --database or DATABASE_URL, and try again in some minutes.`,
  banned: ({ server }) =>
    `The pooler at ${server} has shut this project out: see the dashboard and the organization's billing, then ask Supabase's support.`,
  addressRefused: ({ server }) =>
    `${server} takes no connections from this machine's address: add it to the network restrictions in the dashboard's database settings.`,
  '28P01': ({ user, server }) =>
    `${server} refuses the password of role ${user}: correct it in --database or DATABASE_URL.`,
  '28000': ({ user, server }) =>
    `${server} does not let role ${user} log in: give the role a login and a password, or use another.`,
  '3D000': ({ database, server }) =>
    `There is no database ${database} at ${server}: correct the name in --database, or create it first.`,
  '53300': ({ server }) =>
    `${server} has no connection left: close some, or use the pooler's address, then try again.`,
  '57P03': ({ server }) => `${server} is starting up or shutting down: try again in a minute.`,
}

export type Place = { server: string; user: string; database: string }

/** Turns what a failed connection throws into a sentence with the next step, without the address' secrets. */
export function explainConnection(error: unknown, url: string): OperatorError {
  if (error instanceof OperatorError) return error
  const place = placeOf(url)
  const said = error as Said
  const kind = kindOf(said)
  const host = supabaseHostOf(url)
  const explain = (host && atSupabase[host][kind]) ?? sentences[kind]
  const sentence = explain
    ? explain(place)
    : `No connection to ${place.server}: ${withoutSecrets(said.message ?? String(error), url)}.`
  return new OperatorError(sentence, { cause: error })
}

/** Whether a server answered that it has no TLS to offer. */
export function speaksNoTls(error: unknown): boolean {
  return kindOf(error as Said) === 'noTls'
}

/** Whether a server's certificate is by another root than the one of that name that was tried. */
export function isSignedByAnother(error: unknown): boolean {
  return (error as Said).code === 'CERT_SIGNATURE_FAILURE'
}

type Said = { code?: string; syscall?: string; message?: string }

/** What is told apart by its words, because its code says too little or there is none. */
const words: [pattern: RegExp, kind: string][] = [
  [/does not support SSL/i, 'noTls'],
  [/error establishing an SSL connection/i, 'noPostgres'],
  [/pg_hba\.conf/, 'notAdmitted'],
  // Supavisor's, in its older and its newer words.
  [/tenant or user not found|tenant\/user .*not found|no tenant identifier/i, 'unknownProject'],
  [/max ?client|unable to check out connection/i, '53300'],
  [/attempts to connect to the database|retrieve database credentials/i, 'noDatabase'],
  [/auth_query connection failed|hibernat|project is paused/i, 'noDatabase'],
  [/too many authentication failures/i, 'blocked'],
  [/tenant is banned/i, 'banned'],
  [/tenant allow_list/i, 'addressRefused'],
  [/SSL connection is required/i, 'notAdmitted'],
]

function kindOf({ code = '', syscall, message = '' }: Said): string {
  const worded = words.find(([pattern]) => pattern.test(message))
  if (worded) return worded[1]
  if (/CERT|^UNABLE_TO/.test(code)) return 'unknownRoot'
  if (code === 'ENOENT') return syscall === 'open' ? 'noCertificateFile' : 'ECONNREFUSED'
  if (code) return code
  if (/timeout/i.test(message)) return 'ETIMEDOUT'
  return /terminated unexpectedly/i.test(message) ? 'ECONNRESET' : ''
}

function placeOf(url: string): Place {
  const { hostname, port, username, pathname } = new URL(url)
  return {
    server: `${hostname || 'localhost'}:${port || 5432}`,
    user: decoded(username) || 'of the operating system',
    database: decoded(pathname.slice(1)) || 'postgres',
  }
}

function withoutSecrets(message: string, url: string): string {
  const { password } = new URL(url)
  const secrets = [url, password, decoded(password)].filter((each) => each !== '')
  return secrets.reduce((text, secret) => text.replaceAll(secret, '…'), message).trim()
}

/** A percent sign in a password need not begin an escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
