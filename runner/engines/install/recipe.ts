import type { EngineManifest } from '../optional/engine-cache.ts';
import type { Workshop } from './workshop.ts';

/** What a recipe has put into the folder of its engine. */
export type Made = Pick<EngineManifest, 'packages' | 'files' | 'preload' | 'python'>;

export interface RecipeOptions {
  /** A Python whose libraries are used; the engine gets its own when left out. */
  readonly python?: string;
}

/** How an engine is made. Its steps take effect in the folder that it is given alone. */
export interface Recipe {
  /** Whether `--python` means something to it. */
  readonly takesPython: boolean;
  /** @throws RunError when something that it needs is not here; nothing has been fetched then */
  check(workshop: Workshop, options: RecipeOptions): Promise<void>;
  make(workshop: Workshop, folder: string, options: RecipeOptions): Promise<Made>;
}
