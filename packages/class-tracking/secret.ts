/**
 * Why a text can't serve as a secret, as the end of a sentence; undefined where it can. What it may
 * hold is what stands in a header as it is.
 */
export function secretProblem(secret: string | undefined): string | undefined {
  if (secret === undefined || secret === '') return 'is not set'
  if (!/^[\x21-\x7e]*$/.test(secret)) return 'holds blanks, or what is no printable ASCII'
  return secret.length < 16 ? 'is shorter than 16 characters' : undefined
}
