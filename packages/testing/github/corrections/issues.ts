import { invalid, isFine, issueNumber, type Json, type Layer } from '../exchange.ts'
import { isAssignable } from '../people.ts'
import { lineOf, repositoryPath } from '../repository.ts'
import { everyPage } from '../truth.ts'
import type { World } from '../world.ts'
import { nameOf } from './content.ts'

const mostAssignees = 10

/** Labels are the same whatever their case, and may be given as objects. */
export function labelNames(world: World): Layer {
  return async (asked, below) => {
    const line = lineOf(asked)
    const { labels, name } = asked.body ?? {}
    const known = labels || /\/labels\b/.test(line) ? await labelsOf(world) : []
    function spelled(label: unknown) {
      const given = nameOf(label)
      return known.find((other) => other.toLowerCase() === given.toLowerCase()) ?? given
    }
    const read = /^GET \/labels\/(.+)$/.exec(line)?.[1]
    if (read) {
      const own = spelled(read.replaceAll('%2F', '/')).replaceAll('/', '%2F')
      return below({ ...asked, path: `${repositoryPath}/labels/${own}` })
    }
    if (line === 'POST /labels' && known.includes(spelled(name))) {
      return invalid({ resource: 'Label', field: 'name', code: 'already_exists' })
    }
    if (!Array.isArray(labels)) return below(asked)
    const once = new Set(labels.map(spelled))
    return below({ ...asked, body: { ...asked.body, labels: [...once] } })
  }
}

async function labelsOf(world: World): Promise<string[]> {
  return (await everyPage(world, `${repositoryPath}/labels?sort=name`)).map(nameOf)
}

/** Who can't be assigned is left out without a word, and the answer is 201. */
export function addedAssignees(): Layer {
  return async (asked, below) => {
    if (!/^POST \/issues\/\d+\/assignees$/.test(lineOf(asked))) return below(asked)
    const { assignees = [] } = (asked.body ?? {}) as { assignees?: string[] }
    const possible = assignees.filter(isAssignable).slice(0, mostAssignees)
    const answer = await below({ ...asked, body: { assignees: possible } })
    return isFine(answer) ? { ...answer, status: 201 } : answer
  }
}

/** The reason counts when the state changes, and may be `duplicate`. */
export function stateReasons(world: World): Layer {
  return async (asked, below) => {
    if (!/^PATCH \/issues\/\d+$/.test(lineOf(asked))) return below(asked)
    const { state, state_reason, ...rest } = asked.body ?? {}
    const { body: before } = await world.emulator.ask('GET', asked.path)
    if (state === undefined || state === (before as Json).state) {
      return below({ ...asked, body: rest })
    }
    const isDuplicate = state === 'closed' && state_reason === 'duplicate'
    const reason = isDuplicate ? 'completed' : state_reason
    const body = { ...rest, state, ...(reason ? { state_reason: reason } : {}) }
    const answer = await below({ ...asked, body })
    if (isFine(answer)) world.duplicates[isDuplicate ? 'add' : 'delete'](issueNumber(asked.path))
    return answer
  }
}
