import { kinds } from '../kinds.ts'
import { serve } from '../serve/main.ts'

await serve(kinds, process.argv.slice(2))
