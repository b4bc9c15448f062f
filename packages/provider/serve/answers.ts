import messages from '@pulumi/pulumi/proto/provider_pb.js'
import type { Failure } from '../kind.ts'
import type { Difference } from './differences.ts'
import { topOf } from './resources.ts'
import type { Struct } from './wire.ts'

/** What Pulumi is answered, made into messages of its protocol. */

export function checkAnswer(inputs: Struct, failures: Failure[]) {
  const answer = new messages.CheckResponse()
  answer.setInputs(inputs)
  answer.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure()
      failure.setProperty(property)
      failure.setReason(`${property} ${reason}`)
      return failure
    }),
  )
  return answer
}

/** @param replaces the properties whose change makes another resource. */
export function diffAnswer(differences: Difference[], replaces: string[]) {
  const { DiffResponse } = messages
  const answer = new DiffResponse()
  const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges
  answer.setChanges(differences.length > 0 ? DIFF_SOME : DIFF_NONE)
  answer.setReplacesList(replaces)
  answer.setDiffsList([...new Set(differences.map(({ path }) => topOf(path)))])
  answer.setHasdetaileddiff(true)
  for (const { path, change } of differences) {
    const property = new messages.PropertyDiff()
    property.setKind(kindOf(change, replaces.includes(topOf(path))))
    property.setInputdiff(true)
    answer.getDetaileddiffMap().set(path, property)
  }
  return answer
}

function kindOf(change: Difference['change'], replaces: boolean) {
  const { Kind } = messages.PropertyDiff
  if (change === 'add') return replaces ? Kind.ADD_REPLACE : Kind.ADD
  if (change === 'delete') return replaces ? Kind.DELETE_REPLACE : Kind.DELETE
  return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE
}

export function createAnswer(id: string, state: Struct) {
  const answer = new messages.CreateResponse()
  answer.setId(id)
  answer.setProperties(state)
  return answer
}

/** Without an id: the resource is gone. */
export function readAnswer(found?: { id: string; inputs: Struct; state: Struct }) {
  const answer = new messages.ReadResponse()
  if (!found) return answer
  answer.setId(found.id)
  answer.setInputs(found.inputs)
  answer.setProperties(found.state)
  return answer
}

export function updateAnswer(state: Struct) {
  const answer = new messages.UpdateResponse()
  answer.setProperties(state)
  return answer
}
