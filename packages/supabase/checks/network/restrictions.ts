import type { Config, Finding } from '@rollcall/core'
import type { Answers } from '../../api/answers.ts'
import type { Unseen } from '../ask-parts.ts'
import { networkOf } from './networks.ts'

type Settings = {
  /** From how many leading bits on a network is less than half the world, by version. */
  narrowest: { 4: number; 6: number }
  published: Config['published']
}

/** Networks so wide that anybody may connect to the database, unless the school says that it is meant. */
export function judgeRestrictions(
  answer: Answers['networkRestrictions'],
  { narrowest, published }: Settings,
) {
  const { dbAllowedCidrs, dbAllowedCidrsV6 } = answer.config
  const allowed = [...(dbAllowedCidrs ?? []), ...(dbAllowedCidrsV6 ?? [])]
  const wide = [...new Set(allowed)].filter((text) => {
    const network = networkOf(text)
    return network && network.bits < narrowest[network.version]
  })
  const open = wide.filter((text) => !Object.hasOwn(published, keyOf(text)))
  const meant = wide.filter((text) => Object.hasOwn(published, keyOf(text)))
  return {
    findings: [
      ...open.map((text) => tooWide(text, answer.entitlement === 'disallowed')),
      ...(answer.status === 'stored' ? [notApplied] : []),
    ],
    unseen: unreadable(allowed, !dbAllowedCidrs || !dbAllowedCidrsV6),
    evidence: {
      networks: allowed.length,
      restrictions: answer.status,
      entitlement: answer.entitlement,
      published: Object.fromEntries(meant.map((text) => [keyOf(text), published[keyOf(text)]])),
    },
  }
}

const keyOf = (network: string) => `network/${network}`

function tooWide(network: string, isBeyondPlan: boolean): Finding {
  const next = isBeyondPlan
    ? 'the plan allows no restriction, so upgrade it, or name the network under published with the reason'
    : 'restrict it to the networks that need it, or name the network under published with the reason'
  return {
    key: keyOf(network),
    severity: 'warning',
    detail: `Whoever is in ${network} may connect to the database: ${next}.`,
    subject: { network },
  }
}

const notApplied: Finding = {
  key: 'restrictions/not-applied',
  severity: 'warning',
  detail: 'The network restrictions are stored and not applied: save them again in the dashboard.',
  subject: {},
}

/** A list that is absent restricts nothing that we know of, unlike one that is empty. */
function unreadable(allowed: string[], isAbsent: boolean): Unseen[] {
  const strange = allowed.filter((text) => networkOf(text) === undefined).length
  if (strange === 0 && !isAbsent) return []
  return [
    {
      part: 'restrictions',
      reason: isAbsent
        ? "Supabase's API does not name the networks that may connect, of IPv4 and of IPv6"
        : `${strange} of the networks that may connect are in no form that is known`,
      hint: 'Look at Network Restrictions in the database settings of the dashboard.',
    },
  ]
}
