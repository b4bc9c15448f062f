import { serve } from '../serve.ts'

// The engine's address is what comes last.
await serve(process.argv.at(-1) ?? '')
