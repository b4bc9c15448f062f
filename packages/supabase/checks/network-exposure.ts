import { askParts, judged } from './ask-parts.ts'
import { judgeBans } from './network/bans.ts'
import { judgeEncryption } from './network/encryption.ts'
import { judgeRestrictions } from './network/restrictions.ts'
import { platformCheck } from './platform-check.ts'

/** A database that anybody may connect to, that accepts connections in the clear, or is attacked. */
export const networkExposure = platformCheck(import.meta, {
  title: 'Only known networks reach the database, encrypted, and nobody is banned',
  async look({ platform, config: { thresholds, published } }) {
    const { networkBits, networkBitsV6, bannedAddresses } = thresholds
    const { answers, unseen } = await askParts({
      restrictions: platform.networkRestrictions,
      bans: platform.networkBans,
      ssl: platform.sslEnforcement,
    })
    const narrowest = { 4: networkBits, 6: networkBitsV6 }
    const restrictions =
      answers.restrictions && judgeRestrictions(answers.restrictions, { narrowest, published })
    const bans = answers.bans && judgeBans(answers.bans, bannedAddresses)
    const ssl = answers.ssl && judgeEncryption(answers.ssl)
    const parts = [restrictions, bans, ssl].filter((part) => part !== undefined)
    return judged(
      parts.flatMap(({ findings }) => findings),
      Object.assign({ examined: parts.length }, ...parts.map(({ evidence }) => evidence)),
      [...unseen, ...(restrictions?.unseen ?? [])],
    )
  },
})
