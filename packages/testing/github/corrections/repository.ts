import { answerFromStore } from '../actions-store.ts'
import {
  type Answer,
  type Asked,
  answered,
  isFine,
  issueNumber,
  isWrite,
  type Json,
  type Layer,
  refused,
} from '../exchange.ts'
import { lineOf, repository, repositoryPath } from '../repository.ts'
import { corrected } from '../shapes.ts'
import { oneIssue } from '../truth.ts'
import type { World } from '../world.ts'

/** What a renamed repository is called now. */
const newName = 'attendance'
const newPath = repositoryPath.replace(/[^/]+$/, newName)
/** The emulator numbers repositories from 1. */
const pathById = '/repositories/1'

/** The repository as it usually is, archived, without issues, under a new name, or not there. */
export function repositoryState(world: World): Layer {
  return async (asked, below) => {
    const isRenamed = world.repositoryState === 'renamed'
    const isOld = isBelow(asked.path, repositoryPath)
    if (isOld && isRenamed) return movedTo(world, asked)
    const path = asked.path.replace(isRenamed ? newPath : repositoryPath, repositoryPath)
    const usual = {
      ...asked,
      path: isBelow(path, pathById) ? path.replace(pathById, repositoryPath) : path,
    }
    if (!isBelow(usual.path, repositoryPath)) return below(usual)
    const refusal = refusalOf(world, usual)
    if (refusal) return refusal
    const answer = await below(usual)
    return isFine(answer) ? { ...answer, body: shown(world, lineOf(usual), answer.body) } : answer
  }
}

/** The repository tells its state; without issues the pull requests are still among them. */
function shown(world: World, line: string, body: unknown): unknown {
  if (line === 'GET ') return { ...(body as Json), ...changed(world) }
  const isWithout = world.repositoryState === 'without-issues' && line === 'GET /issues'
  return isWithout ? (body as Json[]).filter((issue) => 'pull_request' in issue) : body
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

/** https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
function movedTo(world: World, { method, path, query }: Asked): Answer {
  const found = query.size > 0 ? `?${query}` : ''
  const url = `${world.url}${path.replace(repositoryPath, pathById)}${found}`
  const told = refused(method === 'GET' ? 301 : 307, 'Moved Permanently', { url })
  return { ...told, headers: { location: url } }
}

function refusalOf(world: World, asked: Asked): Answer | undefined {
  switch (world.repositoryState) {
    case 'missing':
      return refused(404, 'Not Found')
    case 'archived':
      if (!isWrite(asked)) return undefined
      return refused(403, 'Repository was archived so is read-only.')
    case 'without-issues':
      if (!isBelow(asked.path, `${repositoryPath}/issues`)) return undefined
      if (lineOf(asked) === 'GET /issues') return undefined
      return refused(410, 'Issues has been disabled in this repository.')
    case 'usual':
    case 'renamed':
      return undefined
  }
}

function changed({ repositoryState }: World): Json {
  switch (repositoryState) {
    case 'archived':
      return { archived: true }
    case 'without-issues':
      return { has_issues: false }
    case 'renamed':
      return { name: newName, full_name: repository.replace(/[^/]+$/, newName) }
    default:
      return {}
  }
}

/** Workflows, their runs, secrets' names, environments and variables, as a test has set them. */
export function actionsStore(world: World): Layer {
  return async (asked, below) => {
    if (isWrite(asked) || !/\/(actions|environments)\b/.test(asked.path)) return below(asked)
    const { body: whole } = await world.emulator.ask('GET', repositoryPath)
    const around = corrected(world, { repository: whole, actor: (whole as Json).owner }) as {
      repository: Json
      actor: Json
    }
    return answerFromStore(world.store, asked, around) ?? below(asked)
  }
}

/** What was deleted is gone, with all that hangs on it. */
export function deletedIssues(world: World): Layer {
  return async (asked, below) =>
    world.deleted.has(issueNumber(asked.path))
      ? refused(410, 'This issue was deleted')
      : below(asked)
}

/** A pull request is read like an issue. */
export function pullRequestsAsIssues(world: World): Layer {
  return async (asked, below) => {
    const answer = await below(asked)
    const isOne = /^GET \/issues\/\d+$/.test(lineOf(asked))
    return isOne && answer.status === 404 ? oneIssue(world, issueNumber(asked.path) ?? 0) : answer
  }
}

/** Times, bots, duplicates, links and errors in the shape that GitHub gives them. */
export function shapes(world: World): Layer {
  return async (asked, below) => {
    const { status, headers, body } = await below(asked)
    const link = headers.link?.replaceAll('</', `<${world.url}/`)
    const whole = { ...headers, ...(link && { link }) }
    if (status < 400) return answered(status, corrected(world, body), whole)
    const { message = '', documentation_url, ...more } = body as Json
    const text = String(message).replace(/^Validation failed$/, 'Validation Failed')
    const errors = status === 422 && text === 'Validation Failed' ? { errors: [] } : {}
    return { ...refused(status, text, { ...errors, ...more }), headers: whole }
  }
}
