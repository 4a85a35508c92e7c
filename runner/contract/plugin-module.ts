/** A plugin's module on the disk; plain data, so that threads and other processes can be given it. */
export interface PluginModule {
  readonly file: string;
  readonly family: string;
  readonly kind: string;
  /** Folder of the modules, absolute. */
  readonly folder: string;
  /** Its own module below the folder. */
  readonly main: string;
}
