import { z } from 'zod'

const share = z.number().gt(0).max(1)

/** From where on the checks of the platform judge; part of `thresholds` in the configuration. */
export const platformThresholds = z.strictObject({
  // database-load
  cpuShare: share
    .default(0.8)
    .describe(
      "From which share of the processors' time in a minute on the CPU is busy: the fifth that is left is what a rush of requests takes.",
    ),
  diskWaitShare: share
    .default(0.25)
    .describe(
      "From which share of the processors' time on they wait too long for the disk: a database that is read from memory hardly waits, and at a quarter every request feels it.",
    ),
  diskBusyShare: share
    .default(0.9)
    .describe(
      'From which share of a minute on the disk is too busy: above that whatever comes has to queue.',
    ),
  memoryShare: share
    .default(0.9)
    .describe(
      'From which share of the memory on it runs short: what can be freed at once is counted as free, so that a cache does not count.',
    ),
  swapShare: share
    .default(0.7)
    .describe(
      'From which share of the swap on memory is short: what lies idle may well be swapped out, but not most of what there is room for.',
    ),
  poolerClientsWaiting: z
    .int()
    .min(1)
    .default(5)
    .describe(
      'From how many clients on that wait for a connection of the pooler it is too small: one or two wait for milliseconds in any rush.',
    ),
  // database-disk
  diskUsedShare: share
    .default(0.9)
    .describe(
      'From which share on the disk is too full: Supabase enlarges the disk of a paid plan at 90 %, so that one that is fuller was not enlarged. At 95 % the database is made read-only, which is an error.',
    ),
  diskForecastDays: z
    .int()
    .min(0)
    .max(3660)
    .default(30)
    .describe(
      'How many days ahead a full disk is looked for: a month is time enough to clean up, and what grows faster wants a person even where the disk grows by itself.',
    ),
  // backups-fresh
  backupAgeHours: z
    .number()
    .positive()
    .default(30)
    .describe(
      'How old the newest backup may be, and how far two may lie apart: one comes each day, and six hours are what its time can move and it can take.',
    ),
  backupRetentionDays: z
    .int()
    .min(1)
    .max(3660)
    .default(7)
    .describe(
      'For how many days backups have to be kept: the week that the Pro plan includes, in which the weekly checklist finds what was lost.',
    ),
  // network-exposure
  networkBits: z
    .int()
    .min(0)
    .max(32)
    .default(8)
    .describe(
      'From how many leading bits on a network of IPv4 addresses is somebody and not anybody: the largest that was ever given to one owner has 8.',
    ),
  networkBitsV6: z
    .int()
    .min(0)
    .max(128)
    .default(16)
    .describe('The same for IPv6: the largest that was given to one owner has 16.'),
  bannedAddresses: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'How many addresses may be banned after failed log-ins: a ban passes by itself, and who is banned now is an application that no longer works or somebody who guesses.',
    ),
  // edge-function-errors, edge-function-executions, edge-function-latency, sign-in-anomalies, api-usage-anomalies
  logLookBackDays: z
    .int()
    .min(1)
    .max(31)
    .default(7)
    .describe(
      'How far back logs are read at most: the Pro plan keeps them for a week, and ten queries a minute are all that Supabase answers. Who keeps them for longer raises timeouts.checkSeconds, too: each day takes some ten seconds.',
    ),
  logSilenceHours: z
    .number()
    .positive()
    .max(24)
    .default(3)
    .describe(
      'After how long without a log of any service the logs are not believed: a project that is up logs its own health checks all day.',
    ),
  edgeFunctionFailedShare: share
    .default(0.05)
    .describe(
      'From which share of failed calls on an edge function is in trouble, an error and no longer a warning: one in twenty is more than bad luck.',
    ),
  edgeFunctionRefusedShare: share
    .default(0.5)
    .describe(
      'From which share of calls on that are refused with one status the caller is set up wrongly: strangers, who try every address, are fewer than the school.',
    ),
  edgeFunctionRefusedCalls: z
    .int()
    .min(1)
    .default(5)
    .describe(
      'And how many calls that takes: a function that rests all day hears from strangers alone.',
    ),
  edgeFunctionLatencyCalls: z
    .int()
    .min(1)
    .default(20)
    .describe(
      'How many calls of an edge function it takes to judge one in twenty: of fewer none is.',
    ),
  edgeFunctionSlowMs: z
    .number()
    .min(0)
    .default(5000)
    .describe(
      'From which time of one call in twenty on an edge function is slow: a webhook of the database gives up after five seconds unless told otherwise.',
    ),
  edgeFunctionLatencyFactor: z
    .number()
    .gt(1)
    .default(2)
    .describe(
      'How many times as long as usual one call in twenty must take to count as slower: less is caches and cold starts.',
    ),
  edgeFunctionLatencyMs: z
    .number()
    .min(0)
    .default(500)
    .describe('And how much longer: a cold start takes some hundreds of milliseconds.'),
  anomalyFactor: z
    .number()
    .gt(1)
    .default(3)
    .describe(
      'How many times as much as in the same hour of former weeks is unusual: the start of a term doubles what a school does.',
    ),
  signInFailuresPerHour: z
    .int()
    .min(1)
    .default(30)
    .describe(
      'From how many refused sign-ins in an hour on somebody may be guessing: a class that forgets its passwords makes fewer.',
    ),
  unusualOriginSignIns: z
    .int()
    .min(1)
    .default(5)
    .describe(
      'From how many requests on a country that never signed in before counts: one traveller makes fewer in a look.',
    ),
  deniedRequestsPerHour: z
    .int()
    .min(1)
    .default(100)
    .describe(
      'From how many denied requests (401, 403, 429) to the API in an hour on somebody tries doors, or an application has lost its key: expired sessions make fewer.',
    ),
  apiRequestsPerHour: z
    .int()
    .min(1)
    .default(1000)
    .describe(
      'From how many requests to the API in an hour on, or usually in that hour, its volume is judged: below that, one person with a script is a multiple.',
    ),
})
