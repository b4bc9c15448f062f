import { program } from './program.ts'

/** What `pulumi up` runs. */
export default program
