import type { Problem } from './problem.ts'

/** Decides by a request's head alone whether it is let in: what it answers is why not. */
export type Admission = (request: Request) => Problem | undefined
