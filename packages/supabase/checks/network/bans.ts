import type { Finding } from '@rollcall/core'
import type { Answers } from '../../api/answers.ts'
import { shortened } from './networks.ts'

/** Addresses that Supabase bans after failed log-ins, told by their networks. */
export function judgeBans({ banned_ipv4_addresses: banned }: Answers['networkBans'], most: number) {
  const networks = [...new Set(banned.map(shortened))].sort()
  const findings: Finding[] = banned.length > most ? [tooMany(banned.length, networks)] : []
  return { findings, evidence: { banned: banned.length } }
}

function tooMany(count: number, networks: string[]): Finding {
  const named = networks.slice(0, 10).join(', ')
  const others = networks.length > 10 ? ` and ${networks.length - 10} other networks` : ''
  return {
    key: 'bans',
    severity: 'warning',
    detail: `${count} ${count === 1 ? 'address is' : 'addresses are'} banned after failed log-ins to the database, in ${named}${others}: an application with an old password, or somebody who guesses.`,
    subject: { networks: networks.slice(0, 100) },
  }
}
