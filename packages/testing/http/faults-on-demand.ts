/** Which calls a fault is for: the nth from now (the first is 1), or one of a method on a path. */
export type Target = { call: number } | { method: string; path: RegExp }

export type FaultsOnDemand<Fault> = {
  arm(fault: Fault): void
  /** The fault of this call, if it has one. It is used up thereby, unless it lasts. */
  take(method: string, path: string): Fault | undefined
  clear(): void
}

/** Faults that wait for the call that each is for. One that `lasts` stays until it is cleared. */
export function faultsOnDemand<
  Fault extends Target & { lasts?: boolean },
>(): FaultsOnDemand<Fault> {
  let armed: { fault: Fault; callsLeft: number }[] = []

  function take(method: string, path: string) {
    for (const waiting of armed) waiting.callsLeft -= 1
    const due = armed.find(({ fault, callsLeft }) =>
      'call' in fault ? callsLeft <= 0 : fault.method === method && fault.path.test(path),
    )
    armed = armed.filter((waiting) => waiting !== due || waiting.fault.lasts)
    return due?.fault
  }

  return {
    arm: (fault) => void armed.push({ fault, callsLeft: 'call' in fault ? fault.call : 0 }),
    take,
    clear: () => {
      armed = []
    },
  }
}
