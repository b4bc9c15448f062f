import { OperatorError } from '@rollcall/core'
import type { Change, Resource } from './change.ts'

/** Something that the engine could not do with a resource, in the provider's words, without known secrets. */
export type Failure = Resource & { reason: string }

type Details = {
  reason: string
  hint: string
  /** What was done before it failed. */
  done?: Change[]
  failures?: Failure[]
}

/** The engine could not look or deploy. `reason` and `hint` hold no value of a property. */
export class DeploymentError extends OperatorError {
  override name = 'DeploymentError'
  readonly reason: string
  readonly hint: string
  readonly done: Change[]
  readonly failures: Failure[]

  constructor({ reason, hint, done = [], failures = [] }: Details, options?: ErrorOptions) {
    super(`${reason}. ${hint}`, options)
    this.reason = reason
    this.hint = hint
    this.done = done
    this.failures = failures
  }
}
