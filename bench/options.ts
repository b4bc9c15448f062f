import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * What the command line asks for.
 * @throws for an unknown option, fewer rounds than five or fewer students than a hundred.
 */
export function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      large: { type: 'boolean', default: false },
      output: {
        type: 'string',
        default: fileURLToPath(new URL('./results.json', import.meta.url)),
      },
      rounds: { type: 'string', default: '5' },
      students: { type: 'string', default: '10000' },
    },
  })
  return {
    large: values.large,
    output: values.output,
    rounds: whole('--rounds', values.rounds, 5),
    students: whole('--students', values.students, 100),
  }
}

function whole(option: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new Error(`${option} is a whole number from ${least} on, not ${JSON.stringify(text)}.`)
}
