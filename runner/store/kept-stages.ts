import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StageInputs, StageResult } from '../training/stage-result.ts';
import { openStore } from './store.ts';

/** What every kept result of a store was made from; results of older versions that do not say it are left out. */
export async function keptStages(folder: string): Promise<StageInputs[]> {
  const names = await readdir(join(folder, 'objects'), { recursive: true }).catch(() => []);
  const keys = names.map((name) => name.slice(-64)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const store = openStore(folder, () => {});
  const found: StageInputs[] = [];
  for (const key of keys) {
    const result = (await store.get(key)) as StageResult | null;
    if (result?.inputs) found.push(result.inputs);
  }
  return found;
}
