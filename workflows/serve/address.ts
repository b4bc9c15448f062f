import { isIP } from 'node:net'
import { type Host, secretProblem } from '@rollcall/class-tracking'
import { OperatorError } from '@rollcall/core'

export type Address = {
  port: number
  /** What to listen on; where there are several, those after the first may not exist on a machine. */
  listenOn: string[]
  /** What clients may ask for; the first is shown. */
  hosts: Host[]
  /** What callers have to bear; on loopback none is needed. */
  token?: string
}

const loopback = ['localhost', '127.0.0.1', '[::1]']

/**
 * Where to listen. Other machines are let in with a token only.
 * @throws OperatorError for a port or a token that is none, and where a token is needed.
 */
export function readAddress(given: { port: string; host: string; token?: string }): Address {
  const port = readPort(given.port)
  const host = given.host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  const token = readToken(given.token)
  if (isLoopback(host)) {
    const listenOn = host === 'localhost' ? ['127.0.0.1', '::1'] : [host]
    const hosts = [...new Set([shown(host), ...loopback])]
    return { port, listenOn, hosts, ...token }
  }
  if (!token.token) {
    throw new OperatorError(
      `At ${given.host} other machines can ask, so they need a token: set ROLLCALL_SERVE_TOKEN to a text of 16 characters or more, or leave --host out.`,
    )
  }
  const hosts: Host[] = isWildcard(host) ? ['localhost', 'anyAddress'] : [shown(host)]
  return { port, listenOn: [host], hosts, ...token }
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new OperatorError(`--port is "${text}", and must be a number from 0 to 65535.`)
}

function readToken(token: string | undefined): { token?: string } {
  if (token === undefined) return {}
  const flaw = secretProblem(token)
  if (!flaw) return { token }
  throw new OperatorError(
    `The token ${flaw === 'is not set' ? 'is empty' : flaw}: set ROLLCALL_SERVE_TOKEN (or --token) to 16 letters and digits or more.`,
  )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** As it stands in an address. */
function shown(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}
