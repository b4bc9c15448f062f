import { afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { testNow } from '../scratch-database.ts'
import { type Platform, startPlatform } from './platform.ts'

/**
 * An emulated platform for the tests of one file, as after its start before each of them. `Date`, which
 * is its clock, stands at `now`; it goes when the file is done.
 */
export function emulatedPlatform(now = testNow): Platform {
  const emulator = {} as Platform
  beforeAll(async () => {
    Object.assign(emulator, await startPlatform())
    return () => emulator.stop()
  })
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse(now), toFake: ['Date'] })
    emulator.reset()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  return emulator
}
