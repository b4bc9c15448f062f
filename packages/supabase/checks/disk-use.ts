import type { Evidence, Finding } from '@rollcall/core'
import type { Answers } from '../api/answers.ts'
import type { Unseen } from './ask-parts.ts'

/** What of the disk with the data is in use, in bytes. */
export type DiskUse = { size: number; used: number; available: number; share: number; at: string }

/** Supabase makes the database read-only from here on. */
const readOnlyShare = 0.95

/**
 * Reads the disk's use. Numbers that don't add up, or were measured before the window, say nothing of now.
 */
export function readDiskUse(
  { metrics, timestamp }: Answers['diskUse'],
  since: string,
): DiskUse | Unseen {
  const { fs_size_bytes: size, fs_used_bytes: used, fs_avail_bytes: available } = metrics
  const addUp = size > 0 && used >= 0 && available >= 0 && used + available > 0
  if (!addUp || used + available > 1.01 * size) {
    return unseen('The numbers that Supabase gives of the disk do not add up')
  }
  if (timestamp < since) return unseen(`The disk was measured last at ${timestamp}`)
  return { size, used, available, share: used / (used + available), at: timestamp }
}

function unseen(reason: string): Unseen {
  return {
    part: 'diskUse',
    reason,
    hint: 'Look at Compute and Disk in the dashboard, and run the check again in an hour.',
  }
}

/** Of a disk that is all but full: as `df` counts, without what the file system keeps for itself. */
export function fullness({ share, size, used }: DiskUse, limit: number): Finding[] {
  if (share < limit) return []
  const isError = share >= readOnlyShare
  const next = isError
    ? 'Supabase makes the database read-only now: enlarge the disk, or free space at once'
    : 'enlarge the disk, or free space, before the database is made read-only at 95 %'
  return [
    {
      key: 'disk/full',
      severity: isError ? 'error' : 'warning',
      detail: `${megabytes(used)} of the ${megabytes(size)} MB of the disk are taken (${Math.floor(share * 100)} %): ${next}.`,
      subject: { usedMegabytes: megabytes(used), sizeMegabytes: megabytes(size) },
    },
  ]
}

/** What evidence tells of it, at `now`. */
export function diskEvidence({ size, used, share, at }: DiskUse, now: string): Evidence {
  return {
    usedMegabytes: megabytes(used),
    sizeMegabytes: megabytes(size),
    usedShare: Math.round(share * 1000) / 1000,
    measuredAt: at,
    ageMinutes: Math.round((Date.parse(now) - Date.parse(at)) / 60_000),
  }
}

/** Bytes as MB of 1024², for people to read. */
export function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2)
}
