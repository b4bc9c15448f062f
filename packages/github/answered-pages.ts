type Page = { data: unknown[]; headers: { link?: string | undefined } }

/**
 * The items of a list that comes in pages of a hundred, in their order.
 * @param ask asks for a page, given what its address holds beside the question; nothing for the first.
 * @param most how many pages are read.
 */
export async function answeredPages<T>(
  ask: (place: Record<string, unknown>) => Promise<Page>,
  parse: (data: unknown) => T[],
  most = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const all: T[] = []
  let place: Record<string, unknown> | undefined = {}
  for (let page = 1; place && page <= most; page++) {
    const { data, headers } = await ask(place)
    all.push(...parse(data))
    place = following(headers.link, page + 1, data.length === 100)
  }
  return all
}

/** Where the next page is: as the answer's `Link` says, or the next number after a full page. */
function following(link: string | undefined, page: number, isFull: boolean) {
  if (link === undefined) return isFull ? { page } : undefined
  const address = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1]
  return address ? Object.fromEntries(new URL(address).searchParams) : undefined
}
