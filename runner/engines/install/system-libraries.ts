import { readdir } from 'node:fs/promises';
import { runHere, type Workshop } from './workshop.ts';

/** Where ldconfig is, for users that do not have it on their path. */
const ldconfig = ['ldconfig', '/sbin/ldconfig', '/usr/sbin/ldconfig'];

/** Names of the shared libraries that the dynamic linker finds by itself: its cache, and the folders of LD_LIBRARY_PATH. */
export async function systemLibraries(workshop: Workshop): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const command of ldconfig) {
    const ended = await runHere(workshop, command, ['-p']);
    if (ended?.code !== 0) continue;
    for (const [, name] of ended.out.matchAll(/^\s*(\S+) \(/gm)) names.add(name!);
    break;
  }
  for (const folder of (workshop.env.LD_LIBRARY_PATH ?? '').split(':').filter((one) => one !== '')) {
    for (const name of await readdir(folder).catch(() => [])) names.add(name);
  }
  return names;
}
