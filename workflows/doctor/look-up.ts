import { concernsAll, explainGitHub } from '@rollcall/github'

/** What a call to GitHub answered, or why it could not be asked. */
export type LookedUp<T> = { seen: true; value: T } | { seen: false; why: string }

/** Asks, and takes a refusal for an answer of its own: what can't be seen isn't missing. */
export async function lookUp<T>(call: Promise<T>): Promise<LookedUp<T>> {
  try {
    return { seen: true, value: await call }
  } catch (error) {
    const { status } = error as { status?: number }
    if ((status === 403 || status === 404) && !concernsAll(error)) {
      return { seen: false, why: 'this token may not see it' }
    }
    const [why = ''] = explainGitHub(error, 'the repository').message.split(':')
    return { seen: false, why }
  }
}
