import { summary } from '@actions/core'

/** GitHub shows no summary of a step that is larger than 1 MiB; some room is left. */
const limit = 1024 * 1024 - 4096

/**
 * Writes the summary of a job. Each block is shown whole or not at all: when there is no more room,
 * the last line says how many are left out.
 * @param blocks Markdown, escaped where it holds data.
 */
export async function writeSummary(blocks: string[]) {
  await summary.addRaw(fitting(blocks, limit)).write()
}

/** As many of the first blocks as fit into so many bytes. */
export function fitting(blocks: string[], bytes: number): string {
  const kept: string[] = []
  let size = 0
  for (const block of blocks) {
    size += Buffer.byteLength(block) + 1
    if (size > bytes) break
    kept.push(block)
  }
  const left = blocks.length - kept.length
  return left === 0
    ? `${kept.join('\n')}\n`
    : `${kept.join('\n')}\n\n**${left.toLocaleString('en')} more parts did not fit; the results of the run hold them all.**\n`
}
