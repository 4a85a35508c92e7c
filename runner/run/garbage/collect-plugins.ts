import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOfFolder, pluginsFolder } from '../../plugins/plugin-modules.ts';
import { findRuns } from '../read-run.ts';

/**
 * Removes the modules of plugins whose code no run below the folders `outs` names in its plan. They can be made again from the
 * plugin's source at any time.
 * @param options those that were changed after `before` (milliseconds) stay: a run may be about to begin with them; `dryRun`
 * only counts
 */
export async function collectPlugins(
  store: string,
  outs: readonly string[],
  { before, dryRun }: { readonly before: number; readonly dryRun: boolean },
): Promise<{ readonly removed: number; readonly bytes: number }> {
  const root = join(store, pluginsFolder);
  const names = await readdir(root).catch(() => []);
  const named = names.length === 0 ? new Set<string>() : await namedCode(outs);
  let removed = 0;
  let bytes = 0;
  for (const name of names) {
    const path = join(root, name);
    const facts = await stat(path).catch(() => null);
    if (!facts || facts.mtimeMs >= before || named.has(codeOfFolder(name))) continue;
    bytes += await size(path);
    removed++;
    if (!dryRun) await rm(path, { recursive: true, force: true });
  }
  return { removed, bytes };
}

/** Hashes of the code of plugins that runs name, whether they have ended or not. */
async function namedCode(outs: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const out of outs) {
    for (const folder of await findRuns(out)) {
      const text = await readFile(join(folder, 'plan.json'), 'utf8').catch(() => '{}');
      for (const hash of hashesIn(text)) found.add(hash);
    }
  }
  return found;
}

function hashesIn(plan: string): string[] {
  try {
    const { plugins } = JSON.parse(plan) as { plugins?: unknown };
    const list: unknown[] = Array.isArray(plugins) ? plugins : [];
    return list.map((one) => String((one as { hash?: unknown } | null)?.hash));
  } catch {
    return [];
  }
}

/** Bytes of the files in a folder; links to packages are not followed. */
async function size(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(({ name, parentPath }) =>
      stat(join(parentPath, name)).then(
        (facts) => facts.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, one) => sum + one, 0);
}
