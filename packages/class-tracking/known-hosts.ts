import type { Admission } from './admission.ts'
import { Problem } from './problem.ts'

/** A name or an address under which the server may be asked for; `anyAddress`: under each that is an IP address. */
export type Host = string | 'anyAddress'

/**
 * Lets in requests that ask for one of the hosts by name, and come from no page of another site. A name
 * that somebody else makes lead here (DNS rebinding) is none of them.
 * @param port the one that is listened on; asked when it is known.
 */
export function knownHosts(hosts: Host[], port: () => number): Admission {
  return ({ headers }) => {
    const host = hostOf(headers.get('host') ?? '', port())
    if (host === undefined || !isKnown(host, hosts)) {
      return new Problem('unknown_host', `Ask for ${spoken(hosts, port())}.`)
    }
    const origin = headers.get('origin')
    const isForeign = origin !== null && origin.toLowerCase() !== `http://${shown(host, port())}`
    const site = headers.get('sec-fetch-site')
    if (isForeign || site === 'cross-site' || site === 'same-site') {
      return new Problem('foreign_origin', 'No page of a site may ask; use curl or another client.')
    }
    return undefined
  }
}

/** The name of a header `Host`, in lower case and without its port, which has to be ours. */
function hostOf(header: string, port: number): string | undefined {
  const [, name, given = '80'] = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d+))?$/i.exec(header) ?? []
  return Number(given) === port ? name?.toLowerCase() : undefined
}

function isKnown(host: string, hosts: Host[]): boolean {
  const isAddress = /^(\[.*\]|\d+(\.\d+){3})$/.test(host)
  return hosts.some((known) => (known === 'anyAddress' ? isAddress : known.toLowerCase() === host))
}

function shown(host: string, port: number): string {
  return port === 80 ? host : `${host}:${port}`
}

function spoken(hosts: Host[], port: number): string {
  return hosts
    .map((host) => (host === 'anyAddress' ? 'an IP address' : shown(host, port)))
    .join(' or ')
}
