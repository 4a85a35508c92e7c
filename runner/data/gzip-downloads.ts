import type { Download, OfficialFile } from '../contract/data-source.ts';

/** Downloads of files that are each packed alone, as `<base><name>.gz`. */
export function gzipDownloads(base: string, files: readonly OfficialFile[]): Download[] {
  return files.map(({ name, bytes }) => ({
    url: `${base}${name}.gz`,
    bytes,
    packing: 'gzip',
    holds: [name],
  }));
}
