import { type Asked, type Json, type Reply, refused, replied } from '../exchange.ts'
import { recordedBody } from '../recorded.ts'
import type { World } from '../world.ts'

type Entitlement = { feature: { key: string }; hasAccess: boolean; config: Json }

/** What a plan without money lacks of what was recorded on one with. */
const paid = /^(backup\.|pitr\.|instances\.(read_replicas|disk)|log\.retention|custom_domain|ipv4)/

export function listOrganizations({ world }: Asked): Reply {
  const { id, slug, name } = world.organization
  return replied(200, [{ id, slug, name }])
}

export function readOrganization(asked: Asked): Reply {
  const { id, name, plan } = asked.world.organization
  return (
    elsewhere(asked) ??
    replied(200, { id, name, plan, opt_in_tags: [], allowed_release_channels: ['ga', 'preview'] })
  )
}

export function readEntitlements(asked: Asked): Reply {
  return elsewhere(asked) ?? replied(200, { entitlements: entitlementsOf(asked.world) })
}

function elsewhere({ parameters, world }: Asked): Reply | undefined {
  const isKnown = parameters.slug === world.organization.slug
  return isKnown ? undefined : refused(404, 'Organization not found')
}

function entitlementsOf({ organization }: World): Entitlement[] {
  const { entitlements } = recordedBody<{ entitlements: Entitlement[] }>(
    'GET /v1/organizations/{slug}/entitlements',
  )
  if (organization.plan !== 'free') return entitlements
  return entitlements.map((each) =>
    paid.test(each.feature.key)
      ? {
          ...each,
          hasAccess: false,
          config: { ...each.config, enabled: false, ...none(each.config) },
        }
      : each,
  )
}

function none({ value, set }: Json): Json {
  return { ...(value !== undefined && { value: 0 }), ...(set !== undefined && { set: [] }) }
}
