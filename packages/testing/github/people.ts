/** Who there is. The repository is public, so that everybody may read it, comment and open issues. */
export type Person = {
  login: string
  token: string
  permission: 'admin' | 'write' | 'read'
  /** The token that a workflow is given: an installation's, of a bot. */
  isWorkflow?: true
}

export const owner: Person = { login: 'owner', token: 'token-of-owner', permission: 'admin' }
export const teacher: Person = { login: 'teacher', token: 'token-of-teacher', permission: 'write' }
export const visitor: Person = { login: 'visitor', token: 'token-of-visitor', permission: 'read' }
export const actions: Person = {
  login: 'github-actions[bot]',
  token: 'token-of-actions',
  permission: 'write',
  isWorkflow: true,
}

export const people = [owner, teacher, visitor, actions]

export function personOf(login: string): Person | undefined {
  return people.find((person) => person.login.toLowerCase() === login.toLowerCase())
}

export function mayWrite(person: Person | undefined): boolean {
  return person !== undefined && person.permission !== 'read'
}

/** Only who has access can be assigned; a bot can't. */
export function isAssignable(login: string): boolean {
  const person = personOf(login)
  return mayWrite(person) && !person?.isWorkflow
}
