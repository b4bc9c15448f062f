/**
 * Something that the operator can mend: `message` is one sentence that names the object and the
 * next step, without a secret in it. Entry points print it alone and end with exit code 2.
 */
export class OperatorError extends Error {
  override name = 'OperatorError'
}
