import messages from '@pulumi/pulumi/proto/provider_pb.js'
import { type Failure, packageSchema } from './schema.ts'
import type { State } from './state.ts'
import { type Struct, sent } from './values.ts'

export function sentAs(type: string, values: State): Struct {
  return sent(values, packageSchema.resources[type]?.properties ?? {})
}

export function checkAnswer(inputs: Struct, failures: Failure[]) {
  const answer = new messages.CheckResponse()
  answer.setInputs(inputs)
  answer.setFailuresList(failures.map(failureOf))
  return answer
}

export function failureOf({ property, reason }: Failure) {
  const failure = new messages.CheckFailure()
  failure.setProperty(property)
  failure.setReason(reason)
  return failure
}

export function diffAnswer(changes: string[], replaces: string[]) {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges
  const answer = new messages.DiffResponse()
  answer.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
  answer.setDiffsList(changes)
  answer.setReplacesList(replaces)
  return answer
}
