import {
  type Answering,
  type AskedOfProject,
  type Json,
  type Reply,
  refused,
  replied,
} from '../exchange.ts'
import { sha256, uuidOf } from '../ids.ts'
import type { EdgeFunction, Project } from '../world.ts'
import { filesIn, formOf, metadataIn } from './function-form.ts'

/** On a plan without money. */
const mostFunctions = 100

type Deployed = Partial<EdgeFunction> & { slug: string; files: Record<string, string> }

export const functions = {
  list: ({ project }) => replied(200, project.functions.map(told)),
  read: (asked) => withFunction(asked, (found) => replied(200, told(found))),
  /** As a form where that is what is accepted, as the CLI and the provider do; else as described. */
  body: (asked) =>
    withFunction(asked, (found) =>
      asked.headers.accept?.includes('multipart/form-data')
        ? formOf(found)
        : replied(200, { entrypoint_path: found.entrypoint_path, files: found.files }),
    ),
  remove: (asked) =>
    withFunction(asked, (found) => {
      asked.project.functions = asked.project.functions.filter((each) => each !== found)
      return replied(200, { message: 'ok' })
    }),
  create: (asked) => {
    const { project, query } = asked
    const slug = query.get('slug')
    if (slug === null) return refused(400, 'query slug: is missing')
    if (named(project, slug)) return refused(400, `Duplicate function slug: ${slug}`)
    return kept(asked, { slug, ...settingsIn(query), files: { '': String(asked.body) } })
  },
  update: (asked) =>
    withFunction(asked, ({ slug, files }) => {
      const bundle = asked.body === undefined ? files : { '': String(asked.body) }
      const { status, body } = kept(asked, { slug, ...settingsIn(asked.query), files: bundle })
      return replied(status === 201 ? 200 : status, body)
    }),
  /** Takes the metadata and the files of one function, makes it or gives it its next version. */
  deploy: async (asked) => {
    const { body, query } = asked
    if (!(body instanceof FormData)) return refused(400, 'body: is to be multipart/form-data')
    const metadata = metadataIn(body)
    const files = await filesIn(body)
    if (!(metadata.entrypoint_path in files)) {
      return refused(400, `body file: there is no ${metadata.entrypoint_path}, the entry point`)
    }
    const slug = query.get('slug') ?? metadata.name
    if (!slug) return refused(400, 'query slug: is missing')
    const isBundleOnly = query.get('bundleOnly') === 'true'
    const { name = slug } = metadata
    const import_map = metadata.import_map_path !== undefined
    const deployed = { ...metadata, slug, name, import_map, files }
    return isBundleOnly
      ? replied(201, told(versionOf(asked.project, deployed)))
      : kept(asked, deployed)
  },
  /** Sets the functions that are named, and leaves the others; each keeps what it was deployed with. */
  replace: ({ project, body }) => {
    for (const given of body as (Partial<EdgeFunction> & { slug: string })[]) {
      const { version: _, ...rest } = given
      const files = named(project, given.slug)?.files ?? {}
      put(project, versionOf(project, { ...rest, files }))
    }
    return replied(200, { functions: project.functions.map(told) })
  },
} satisfies Record<string, Answering>

function named(project: Project, slug: string | undefined): EdgeFunction | undefined {
  return project.functions.find((each) => each.slug === slug)
}

function withFunction(asked: AskedOfProject, answer: (found: EdgeFunction) => Reply): Reply {
  const found = named(asked.project, asked.parameters.function_slug)
  return found ? answer(found) : refused(404, 'Function not found')
}

function kept({ project, world }: AskedOfProject, deployed: Deployed): Reply {
  const isNew = !named(project, deployed.slug)
  if (isNew && world.organization.plan === 'free' && project.functions.length >= mostFunctions) {
    return refused(402, `Max number of functions reached for project (${mostFunctions})`)
  }
  const version = versionOf(project, deployed)
  put(project, version)
  return replied(201, told(version))
}

function put(project: Project, version: EdgeFunction) {
  project.functions = project.functions.filter(({ slug }) => slug !== version.slug)
  project.functions.push(version)
}

function versionOf(project: Project, deployed: Deployed): EdgeFunction {
  const known = named(project, deployed.slug)
  const now = project.clock()
  const version: EdgeFunction = {
    id: known?.id ?? uuidOf(`${project.ref}/function/${deployed.slug}`),
    name: deployed.slug,
    status: 'ACTIVE',
    created_at: known?.created_at ?? now,
    verify_jwt: true,
    import_map: Boolean(deployed.import_map_path),
    entrypoint_path: 'index.ts',
    ...known,
    ...deployed,
    version: (known?.version ?? 0) + 1,
    updated_at: now,
    ezbr_sha256: deployed.ezbr_sha256 ?? sha256(JSON.stringify(deployed.files)),
  }
  if (!version.import_map) delete version.import_map_path
  return version
}

function told({ files, ...rest }: EdgeFunction): Json {
  return rest
}

function settingsIn(query: URLSearchParams): Partial<EdgeFunction> {
  const given = Object.fromEntries(query)
  const { verify_jwt, import_map, slug, ...texts } = given
  return {
    ...texts,
    ...(verify_jwt !== undefined && { verify_jwt: verify_jwt === 'true' }),
    ...(import_map !== undefined && { import_map: import_map === 'true' }),
  }
}
