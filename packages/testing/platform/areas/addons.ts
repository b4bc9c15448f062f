import { type Answering, type Json, replied } from '../exchange.ts'
import { goes, type Project, statusOf } from '../world.ts'

type Addons = {
  selected_addons: { type: string; variant: Json }[]
  available_addons: { type: string; variants: Json[] }[]
}

export const addons = {
  addons: ({ project }) => replied(200, project.settings.addons),
  /** An instance of another size restarts the project. */
  setAddon: ({ project, world, body }) => {
    const { addon_type, addon_variant } = body as { addon_type: string; addon_variant: string }
    chooseAddon(project, addon_type, addon_variant)
    if (addon_type === 'compute_instance' && statusOf(project) === 'ACTIVE_HEALTHY') {
      project.load.restart()
      goes(project, 'RESIZING', 'ACTIVE_HEALTHY', world.transition)
    }
    return replied(200)
  },
} satisfies Record<string, Answering>

/** Selects an add-on instead of the one of its type; one that was recorded nowhere costs nothing. */
export function chooseAddon(project: Project, type: string, id: string) {
  const known = project.settings.addons as Addons
  const available = known.available_addons.find((addon) => addon.type === type)
  const variant = available?.variants.find((each) => each.id === id) ?? {
    id,
    name: id,
    price: free,
  }
  known.selected_addons = [
    ...known.selected_addons.filter((addon) => addon.type !== type),
    { type, variant },
  ]
}

const free = { description: '$0/month', type: 'fixed', interval: 'monthly', amount: 0 }
