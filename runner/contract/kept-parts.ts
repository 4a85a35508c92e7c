import type { Json } from '../../src/plan/json.ts';

/** Parts of pages that were made before, by hashes of all that decides them. Without one a part is made again: nothing but time depends on them. */
export interface KeptParts {
  /** Null where there is none that is whole. Whoever asks judges what it gets. */
  get(key: string): Promise<Json | null>;
  /** Keeps a part; what goes wrong is nobody's matter. */
  put(key: string, part: Json): void;
}
