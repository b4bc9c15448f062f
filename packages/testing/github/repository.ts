import type { Asked } from './exchange.ts'

export const organisation = 'school'
export const repository = `${organisation}/rollcall`
export const repositoryPath = `/repos/${repository}`

/** A request in short, by its path below the repository's: `PATCH /issues/7`. */
export function lineOf({ method, path }: Asked): string {
  return `${method} ${path.replace(repositoryPath, '')}`
}
