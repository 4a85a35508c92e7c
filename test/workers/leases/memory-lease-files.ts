import type { LeaseFiles } from '../../../runner/workers/leases/lease-files.ts';

/** Lease files in memory, with what was done to them counted. */
export function memoryLeaseFiles(): LeaseFiles & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    list: async (folder) =>
      [...texts.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
    read: async (path) => texts.get(path) ?? null,
    async create(path, text) {
      if (texts.has(path)) return false;
      texts.set(path, text);
      return true;
    },
    async write(path, text) {
      texts.set(path, text);
    },
    async remove(path) {
      texts.delete(path);
    },
  };
}
