import type { Asked } from './exchange.ts'

/** The asked page of a list, at most 100 to a page, and the `link` header that leads to the others. */
export function pageOf<Item>(all: Item[], { path, query }: Asked) {
  const size = Math.min(100, whole(query.get('per_page'), 30))
  const page = whole(query.get('page'), 1)
  const last = Math.max(1, Math.ceil(all.length / size))
  const links = [
    ...(page > 1 ? [`${linkTo(Math.min(page - 1, last))}; rel="prev"`] : []),
    ...(page < last ? [`${linkTo(page + 1)}; rel="next"`, `${linkTo(last)}; rel="last"`] : []),
    ...(page > 1 ? [`${linkTo(1)}; rel="first"`] : []),
  ]
  function linkTo(number: number) {
    const there = new URLSearchParams(query)
    there.set('page', String(number))
    return `<${path}?${there}>`
  }
  const headers: Record<string, string> = links.length > 0 ? { link: links.join(', ') } : {}
  return { items: all.slice((page - 1) * size, page * size), headers }
}

function whole(text: string | null, otherwise: number): number {
  const number = Number(text)
  return Number.isInteger(number) && number > 0 ? number : otherwise
}
