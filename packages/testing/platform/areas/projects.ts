import {
  type Answering,
  type Asked,
  type AskedOfProject,
  type Json,
  type Reply,
  refused,
  replied,
} from '../exchange.ts'
import { sha256 } from '../ids.ts'
import { newProject } from '../new-project.ts'
import { goes, type Project, statusOf } from '../world.ts'
import { chooseAddon } from './addons.ts'

const version = { version: '17.6.1.111', postgres_engine: '17', release_channel: 'ga' }

type NewProject = {
  name: string
  organization_slug: string
  region?: string
  region_selection?: { type: string; code: string }
  desired_instance_size?: string
}

/** The projects that the token sees, in the order of their making. */
export function listProjects({ world }: Asked): Reply {
  return replied(
    200,
    [...world.projects.values()].map((project) => projectOf(project, world)),
  )
}

/** Makes a project that comes up, and is well after the time of a transition. */
export function createProject({ body, world }: Asked): Reply {
  const { name, organization_slug: slug, region, region_selection, ...more } = body as NewProject
  if (slug !== world.organization.slug) return refused(404, 'Organization not found')
  const chosen = region ?? region_selection?.code ?? 'us-east-1'
  const project = newProject(freeRef(name, world), name, chosen, world.clock)
  const { desired_instance_size: size } = more
  if (size) chooseAddon(project, 'compute_instance', `ci_${size}`)
  goes(project, 'COMING_UP', 'ACTIVE_HEALTHY', world.transition)
  world.projects.set(project.ref, project)
  const { database, ...told } = projectOf(project, world)
  return replied(201, told)
}

export const projects = {
  read: ({ project, world }) => replied(200, projectOf(project, world)),
  rename: ({ project, body }) => {
    project.name = (body as { name: string }).name
    return replied(200, { id: project.id, ref: project.ref, name: project.name })
  },
  remove: ({ project, world }) => {
    if (statusOf(project) === 'COMING_UP') return refused(400, 'Project not ready for deletion.')
    world.projects.delete(project.ref)
    const { id, ref, name } = project
    return replied(200, { id, ref, name, slug: ref })
  },
  pause: ({ project, world }) => {
    if (statusOf(project) !== 'ACTIVE_HEALTHY') return notIn(project, 'an active')
    goes(project, 'PAUSING', 'INACTIVE', world.transition)
    return replied(200)
  },
  resume: ({ project, world }) => {
    if (statusOf(project) !== 'INACTIVE') return notIn(project, 'a paused')
    goes(project, 'RESTORING', 'ACTIVE_HEALTHY', world.transition)
    return replied(200)
  },
  versions: () => replied(200, { available_versions: [version] }),
  eligibility: () =>
    replied(200, {
      eligible: false,
      current_app_version: `supabase-postgres-${version.version}`,
      current_app_version_release_channel: version.release_channel,
      latest_app_version: `supabase-postgres-${version.version}`,
      target_upgrade_versions: [],
      duration_estimate_hours: 1,
      legacy_auth_custom_roles: [],
      objects_to_be_dropped: [],
      unsupported_extensions: [],
      user_defined_objects_in_internal_schemas: [],
      validation_errors: [],
      warnings: [],
    }),
} satisfies Record<string, Answering>

function notIn(project: Project, state: string): Reply {
  return refused(400, `This project is no longer in ${state} state, it is ${statusOf(project)}`)
}

function projectOf(project: Project, world: AskedOfProject['world']): Json & { database?: Json } {
  const { id, slug } = world.organization
  return {
    id: project.ref,
    ref: project.ref,
    organization_id: id,
    organization_slug: slug,
    name: project.name,
    region: project.region,
    status: statusOf(project),
    database: { host: `db.${project.ref}.supabase.co`, ...version },
    created_at: project.createdAt,
  }
}

/** One that no project has. */
function freeRef(name: string, { projects: taken }: AskedOfProject['world']): string {
  let number = taken.size
  while (taken.has(refOf(`${name}/${number}`))) number += 1
  return refOf(`${name}/${number}`)
}

/** Twenty small letters, the same for the same seed. */
function refOf(seed: string): string {
  const letters = [...sha256(seed)].slice(0, 20)
  return letters.map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('')
}
