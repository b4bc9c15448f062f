import {
  type Answering,
  type AskedOfProject,
  type Json,
  type Reply,
  refused,
  replied,
} from '../exchange.ts'

type Cidrs = { dbAllowedCidrs?: string[]; dbAllowedCidrsV6?: string[] }

export const network = {
  restrictions: (asked) => replied(200, restrictionsOf(asked)),
  /** What isn't named is open to nobody, as the real one has it. */
  apply: (asked) => {
    const { dbAllowedCidrs = [], dbAllowedCidrsV6 = [] } = asked.body as Cidrs
    return limited(asked, () => {
      Object.assign(asked.project.network, { dbAllowedCidrs, dbAllowedCidrsV6 })
      return replied(201, restrictionsOf(asked))
    })
  },
  change: (asked) =>
    limited(asked, () => {
      const { add = {}, remove = {} } = asked.body as { add?: Cidrs; remove?: Cidrs }
      const { network: own } = asked.project
      own.dbAllowedCidrs = changed(own.dbAllowedCidrs, add.dbAllowedCidrs, remove.dbAllowedCidrs)
      own.dbAllowedCidrsV6 = changed(
        own.dbAllowedCidrsV6,
        add.dbAllowedCidrsV6,
        remove.dbAllowedCidrsV6,
      )
      const addresses = [
        ...own.dbAllowedCidrs.map((address) => ({ address, type: 'v4' })),
        ...own.dbAllowedCidrsV6.map((address) => ({ address, type: 'v6' })),
      ]
      return replied(200, { ...restrictionsOf(asked), config: { dbAllowedCidrs: addresses } })
    }),
  bans: ({ project }) => replied(201, { banned_ipv4_addresses: project.network.banned }),
  explainedBans: ({ project }) =>
    replied(201, {
      banned_ipv4_addresses: project.network.banned.map((address) => ({
        banned_address: address,
        identifier: 'postgres',
        type: 'auth',
      })),
    }),
  unban: ({ project, body }) => {
    const { ipv4_addresses: freed } = body as { ipv4_addresses: string[] }
    project.network.banned = project.network.banned.filter((address) => !freed.includes(address))
    return replied(200)
  },
  ssl: ({ project }) => replied(200, enforcementOf(project.network.isSslEnforced)),
  setSsl: ({ project, body }) => {
    const { requestedConfig } = body as { requestedConfig: { database: boolean } }
    project.network.isSslEnforced = requestedConfig.database
    return replied(200, enforcementOf(requestedConfig.database))
  },
} satisfies Record<string, Answering>

function restrictionsOf({ project, world }: AskedOfProject): Json {
  const { dbAllowedCidrs, dbAllowedCidrsV6 } = project.network
  const entitlement = world.organization.plan === 'free' ? 'disallowed' : 'allowed'
  return { entitlement, config: { dbAllowedCidrs, dbAllowedCidrsV6 }, status: 'applied' }
}

function limited({ world }: AskedOfProject, change: () => Reply): Reply {
  return world.organization.plan === 'free'
    ? refused(400, 'Network restrictions are not available on the Free Plan')
    : change()
}

function changed(known: string[], added: string[] = [], removed: string[] = []): string[] {
  return [...new Set([...known, ...added])].filter((cidr) => !removed.includes(cidr))
}

function enforcementOf(database: boolean): Json {
  return { currentConfig: { database }, appliedSuccessfully: true }
}
