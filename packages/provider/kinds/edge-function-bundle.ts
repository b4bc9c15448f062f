import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { type Bundle, BundleError, bundleFunction } from '../bundle.ts'

/** Bundles that this process has made, by checksum: what was checked is what is deployed. */
const made = new Map<string, Bundle>()

/**
 * Bundles a function, and names its entry point as the stack keeps it: from the folder of the program
 * that it belongs to, so that a checkout elsewhere is the same.
 * @throws BundleError
 */
export async function prepareBundle(
  entrypoint: string,
): Promise<{ entrypoint: string; contentHash: string }> {
  const bundle = await bundleFunction(entrypoint)
  made.set(bundle.sha256, bundle)
  return { entrypoint: kept(resolve(entrypoint)), contentHash: bundle.sha256 }
}

/**
 * The bundle that was prepared; made anew in a process that did not prepare it.
 * @throws BundleError also when the files are no longer those that were prepared.
 */
export async function bundled(prepared: {
  entrypoint: string
  contentHash: string
}): Promise<Bundle> {
  const known = made.get(prepared.contentHash)
  if (known) return known
  const bundle = await bundleFunction(prepared.entrypoint)
  if (bundle.sha256 === prepared.contentHash) return bundle
  throw new BundleError([
    `entrypoint: ${prepared.entrypoint} or what it imports has changed since it was looked at: run the deployment again.`,
  ])
}

function kept(file: string): string {
  const folder = folderWith('Pulumi.yaml', file) ?? folderWith('package.json', file)
  return folder ? relative(folder, file).split(sep).join('/') : basename(file)
}

/** The nearest folder above the file that holds one of that name. */
function folderWith(name: string, file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder
    if (folder === dirname(folder)) return undefined
  }
}
