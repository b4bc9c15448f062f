import { OperatorError } from '@rollcall/core'

/** One sentence for each way in which a connection fails, keyed by Postgres' or Node's own code. */
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
    `${server} closed the connection: it may be restarting or demand TLS (add ?sslmode=require); try again.`,
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

type Place = { server: string; user: string; database: string }

/** Turns what a failed connection throws into a sentence with the next step, without the address' secrets. */
export function explainConnection(error: unknown, url: string): OperatorError {
  if (error instanceof OperatorError) return error
  const place = placeOf(url)
  const said = error as { code?: string; message?: string }
  const explain = sentences[codeOf(said)]
  const sentence = explain
    ? explain(place)
    : `No connection to ${place.server}: ${withoutSecrets(said.message ?? String(error), url)}.`
  return new OperatorError(sentence, { cause: error })
}

function codeOf(error: { code?: string; message?: string }): string {
  if (error.code) return error.code
  if (/timeout/i.test(error.message ?? '')) return 'ETIMEDOUT'
  return /terminated unexpectedly/i.test(error.message ?? '') ? 'ECONNRESET' : ''
}

function placeOf(url: string): Place {
  const { hostname, port, username, pathname } = new URL(url)
  return {
    server: `${hostname || 'localhost'}:${port || 5432}`,
    user: decodeURIComponent(username) || 'of the operating system',
    database: decodeURIComponent(pathname.slice(1)) || 'postgres',
  }
}

function withoutSecrets(message: string, url: string): string {
  const { password } = new URL(url)
  const secrets = [url, password, decodeURIComponent(password)].filter((each) => each !== '')
  return secrets.reduce((text, secret) => text.replaceAll(secret, '…'), message).trim()
}
