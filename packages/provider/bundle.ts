import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OperatorError } from '@rollcall/core'
import { type BuildFailure, type BuildResult, build, type Message } from 'esbuild'
import { nodeBuiltins, nothingFromElsewhere } from './bundle/resolve.ts'

export type Bundle = {
  /** One module in JavaScript that imports nothing but `node:` built-ins. */
  code: string
  /** Of the code's bytes, in hexadecimal. */
  sha256: string
  bytes: number
}

/** An edge function can't be made into one file; each reason is one sentence. */
export class BundleError extends OperatorError {
  override name = 'BundleError'
  readonly reasons: string[]
  constructor(reasons: string[], options?: ErrorOptions) {
    super(reasons.join('\n'), options)
    this.reasons = reasons
  }
}

/**
 * What Supabase takes of a function that is deployed by its API, in bytes: "5 MB (bundled server-side)",
 * https://supabase.com/docs/guides/troubleshooting/edge-function-bundle-size-issues.
 */
const mostBytes = 5_000_000

/**
 * Makes an edge function and all that it imports one module for Supabase's runtime, which is Deno 2.1.
 * The same sources give the same bytes on any machine and in any folder.
 * @param entrypoint the file that starts it; a relative one is looked for in the working folder.
 * @throws BundleError naming the property `entrypoint`, or file and line of each mistake.
 */
export async function bundleFunction(entrypoint: string): Promise<Bundle> {
  const entry = resolve(entrypoint)
  await mustBeFile(entry, entrypoint)
  const built = await build(settings(entry)).catch((error: BuildFailure) => {
    throw new BundleError(reasonsOf(error), { cause: error })
  })
  const contents = built.outputFiles[0]?.contents ?? new Uint8Array()
  if (contents.length > mostBytes) throw tooLarge(contents.length, built)
  return {
    code: new TextDecoder().decode(contents),
    sha256: createHash('sha256').update(contents).digest('hex'),
    bytes: contents.length,
  }
}

function settings(entry: string) {
  return {
    entryPoints: [entry],
    absWorkingDir: dirname(entry),
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    format: 'esm',
    platform: 'node',
    target: 'deno2.1',
    conditions: ['deno'],
    charset: 'utf8',
    loader: { '.sql': 'text' },
    // Where files lie is left out with the rest. Functions keep their names, for traces that can be read.
    minify: true,
    keepNames: true,
    legalComments: 'inline',
    // Whatever lies above the folder or is set on the machine changes nothing.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    nodePaths: [],
    // pg asks for it only when told to; a machine that has it makes the same bundle.
    external: ['pg-native'],
    define: { global: 'globalThis' },
    inject: [fileURLToPath(import.meta.resolve('./bundle/node-globals.ts'))],
    plugins: [nodeBuiltins, nothingFromElsewhere],
  } as const satisfies Parameters<typeof build>[0]
}

async function mustBeFile(entry: string, given: string) {
  const found = await stat(entry).catch(() => undefined)
  if (found?.isFile()) return
  throw new BundleError([
    found
      ? `entrypoint: ${given} is a folder: name the file in it that starts the function, such as index.ts.`
      : `entrypoint: there is no file ${given}: give its path from the folder of Pulumi.yaml.`,
  ])
}

function reasonsOf(failure: BuildFailure): string[] {
  // A defect of the bundler itself has no list.
  return (failure.errors ?? [{ text: failure.message, location: null }]).map(sentenceOf)
}

/** File and line first; the file as seen from the entry point's folder. */
function sentenceOf({ text, location }: Pick<Message, 'text' | 'location'>): string {
  const what = text.replace(/\s*\n\s*/g, ' ').replace(/\.?$/, '.')
  return location ? `${location.file}:${location.line}: ${what}` : what
}

function tooLarge(bytes: number, { metafile }: BuildResult<{ metafile: true }>): BundleError {
  const [output] = Object.values(metafile.outputs)
  const sizes = new Map<string, number>()
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const [, name = basename(path)] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput)
  }
  const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 3)
  const named = largest.map(([name, size]) => `${name} (${megabytes(size)})`).join(', ')
  return new BundleError([
    `entrypoint: the function with all that it imports is ${megabytes(bytes)}, and Supabase takes ${megabytes(mostBytes)}; the most is of ${named}: import less.`,
  ])
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`
}
