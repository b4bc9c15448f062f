import { type Asked, answered, isWrite, type Json, type Layer, refused } from '../exchange.ts'
import { isAssignable, mayWrite, personOf } from '../people.ts'
import { lineOf } from '../repository.ts'
import type { World } from '../world.ts'

/** Whoever shows a token that GitHub doesn't know is told so. */
export function knownTokens(): Layer {
  return async (asked, below) =>
    asked.token !== undefined && !asked.person ? refused(401, 'Bad credentials') : below(asked)
}

/**
 * A workflow's token is an installation's: it is no user, neither secrets nor variables show, and it
 * writes only if its job may.
 */
export function workflowToken(world: World): Layer {
  const hidden = /^GET (\/user|\/actions\/(secrets|variables).*)$/
  return async (asked, below) => {
    if (!asked.person?.isWorkflow) return below(asked)
    const isRefused = hidden.test(lineOf(asked)) || (isWrite(asked) && !world.workflowMayWrite)
    return isRefused ? refused(403, 'Resource not accessible by integration') : below(asked)
  }
}

/**
 * Without write access one may open issues, comment, and change one's own; labels and assignees are
 * left out without a word, the rest is refused.
 */
export function writeAccess(world: World): Layer {
  return async (asked, below) => {
    if (mayWrite(asked.person)) return below(asked)
    if (/\/actions\/(secrets|variables)/.test(asked.path)) return refused(403, 'Forbidden')
    if (!isWrite(asked)) return below(asked)
    if (!asked.person) return refused(401, 'Requires authentication')
    const isOpen = /^POST \/(issues(\/\d+\/(comments|assignees))?|pulls)$/.test(lineOf(asked))
    if (!isOpen && (await authorOf(world, asked)) !== asked.person.login) {
      return refused(403, 'Must have admin rights to Repository.')
    }
    const { labels, assignees, assignee, milestone, ...body } = asked.body ?? {}
    return below({ ...asked, body })
  }
}

/** Of the issue or comment that is to be changed. */
async function authorOf(world: World, asked: Asked): Promise<string | undefined> {
  if (!/^PATCH \/issues\/(comments\/)?\d+$/.test(lineOf(asked))) return undefined
  const { body } = await world.emulator.ask('GET', asked.path)
  return (body as { user?: { login: string } }).user?.login
}

/** Who has which permission, told to those who can write; legacy names, with `read` for everybody. */
export function permissions(world: World): Layer {
  return async (asked, below) => {
    const login = /^GET \/collaborators\/([^/]+)\/permission$/.exec(lineOf(asked))?.[1]
    if (login === undefined) return below(asked)
    if (!mayWrite(asked.person)) {
      return refused(403, 'Must have push access to view collaborator permission.')
    }
    const person = personOf(login)
    if (!person || person.isWorkflow) return refused(404, `${login} is not a user`)
    const { permission } = person
    const { body: user } = await world.emulator.ask('GET', `/users/${person.login}`)
    const role = { role_name: permission }
    return answered(200, { permission, ...role, user: { ...(user as Json), ...role } })
  }
}

/** The emulator has no list of those who can be assigned. */
export function assignable(): Layer {
  return async (asked, below) => {
    const login = /^GET \/assignees\/([^/]+)$/.exec(lineOf(asked))?.[1]
    if (login === undefined) return below(asked)
    if (!isAssignable(login)) return refused(404, 'Not Found')
    return answered(204, undefined)
  }
}
