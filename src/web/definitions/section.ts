import type { VNode } from 'preact'
import type { Scope } from '../../database/scope.ts'

/** A section as it is shown. What it is drawn with is a function, and so never reaches the API. */
export type LoadedSection = { id: string; title: string; model: unknown; draw: () => VNode }

/** A part of the page of definitions, owned by the module that defines. */
export type DefinitionsSection = (tx: Scope) => Promise<LoadedSection>

/** Declares a section: `id` is its anchor, `load` its typed model, `view` what it looks like under a heading of level 2. */
export const definitionsSection =
  <Model>({
    id,
    title,
    load,
    view,
  }: {
    id: string
    title: string
    load: (tx: Scope) => Promise<Model>
    view: (model: Model) => VNode
  }): DefinitionsSection =>
  async tx => {
    const model = await load(tx)
    return { id, title, model, draw: () => view(model) }
  }
