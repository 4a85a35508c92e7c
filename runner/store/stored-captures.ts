import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../src/node/make-folder.ts';
import { writeDurably } from '../../src/node/write-durably.ts';
import type { Capture } from '../contract/capture.ts';
import { CapturesLost, type KeptCaptures } from '../contract/kept-captures.ts';
import { capturesBefore } from './capture-file.ts';
import { ChunkFault, type ChunkMark } from './chunk-file.ts';

/** Folder of the store that captures are kept in. */
export const capturesFolder = 'captures';
/** The file of captures in a folder of their own, and the one that says that they are whole. */
export const captureRows = 'rows';
const wholeName = 'whole.json';

/** What is said of whole captures. */
export interface WholeCaptures {
  readonly format: 1;
  /** Key in the store. */
  readonly key: string;
  /** Key in the store of the training, and of the captures in a plan. */
  readonly training: string;
  readonly capture: string;
  readonly rows: number;
  /** Where they end. */
  readonly mark: ChunkMark;
  /** Whether they stay whatever the budget says. */
  readonly pinned: boolean;
}

/** Captures that are kept, and the room that they take. */
export interface CaptureFacts extends WholeCaptures {
  readonly folder: string;
  readonly bytes: number;
  /** When they were written or read last, in milliseconds. */
  readonly used: number;
}

/** What can be done with whole captures. */
export type CaptureStore = Pick<StoredCaptures, keyof StoredCaptures>;

/** Whole captures in the store's folder `captures/<key>/`: `rows`, a chunk for what all share and one a row, and `whole.json`. */
export class StoredCaptures implements KeptCaptures {
  readonly #root: string;
  readonly #warn: (message: string) => void;
  readonly #now: () => number;

  /** @param now the time in milliseconds */
  constructor(store: string, warn: (message: string) => void, now: () => number) {
    this.#root = join(store, capturesFolder);
    this.#warn = warn;
    this.#now = now;
  }

  /** Whether captures are kept under a key; whether they are sound shows when they are read. */
  async has(key: string): Promise<boolean> {
    return (await this.#whole(key)) !== null;
  }

  /**
   * The captures under a key, which count as used now, one at a time in memory; null when none are kept. Each may give its arrays
   * away. Those that are damaged are told of and set aside.
   */
  async open(key: string): Promise<AsyncIterable<Capture> | null> {
    const whole = await this.#whole(key);
    if (!whole) return null;
    await this.#touch(key);
    return this.#read(whole);
  }

  /**
   * Takes captures over from the folder that they were written in, in the place of others under their key. A reader sees all of
   * them or none.
   */
  async take(from: string, whole: WholeCaptures): Promise<void> {
    const folder = this.#folder(whole.key);
    await writeDurably(join(from, wholeName), signed(whole));
    await makeFolder(this.#root);
    await rm(folder, { recursive: true, force: true });
    await rename(from, folder).catch(async (cause) => {
      // another process may have been here first
      if (!(await this.has(whole.key))) throw cause;
      await rm(from, { recursive: true, force: true });
    });
  }

  /** Makes captures stay, or lets them go when room is wanted. */
  async pin(key: string, pinned: boolean): Promise<void> {
    const whole = await this.#whole(key);
    if (!whole || whole.pinned === pinned) return;
    await writeDurably(join(this.#folder(key), wholeName), signed({ ...whole, pinned }));
  }

  /** All captures that are whole. */
  async all(): Promise<CaptureFacts[]> {
    const names = await this.#names();
    const facts = await Promise.all(names.filter(isKey).map((key) => this.#facts(key)));
    return facts.filter((one) => one !== null);
  }

  /** Removes captures; those who are reading them see it or read on, as the system has it. */
  async remove(key: string): Promise<void> {
    await rm(join(this.#folder(key), wholeName), { force: true });
    await rm(this.#folder(key), { recursive: true, force: true });
  }

  #folder(key: string): string {
    if (!isKey(key)) throw new Error(`${key} is no key of the store`);
    return join(this.#root, key);
  }

  async #whole(key: string): Promise<WholeCaptures | null> {
    const path = join(this.#folder(key), wholeName);
    const read = () => readFile(path, 'utf8').catch(() => null);
    let text = await read();
    // a network file system may remember that a file was not there, until its folder is read anew
    if (text === null && (await this.#names()).includes(key)) text = await read();
    const whole = text === null ? null : verified(text);
    if (whole?.key === key) return whole;
    if (text !== null) await this.#setAside(key);
    return null;
  }

  #names(): Promise<string[]> {
    return readdir(this.#root).catch(() => []);
  }

  async #facts(key: string): Promise<CaptureFacts | null> {
    const folder = this.#folder(key);
    const whole = await this.#whole(key);
    const facts = whole && (await stat(join(folder, wholeName)).catch(() => null));
    return facts && { ...whole, folder, bytes: whole.mark.bytes + facts.size, used: facts.mtimeMs };
  }

  async #touch(key: string): Promise<void> {
    const now = this.#now() / 1000;
    // a store that may only be read has no use to note
    await utimes(join(this.#folder(key), wholeName), now, now).catch(() => {});
  }

  async *#read(whole: WholeCaptures): AsyncGenerator<Capture, void> {
    const { key, mark } = whole;
    try {
      yield* capturesBefore(join(this.#folder(key), captureRows), mark);
    } catch (cause) {
      throw await this.#lost(whole, cause as Error);
    }
  }

  async #lost({ key, mark }: WholeCaptures, cause: Error): Promise<Error> {
    const { code } = cause as NodeJS.ErrnoException;
    const now = await this.#whole(key);
    if (now?.mark.digest !== mark.digest) return new CapturesLost(`captures ${key} were removed`, { cause });
    if (cause instanceof ChunkFault) {
      await this.#setAside(key);
      return new CapturesLost(`captures ${key} were damaged`, { cause });
    }
    if (code === undefined) return cause;
    this.#warn(`the captures in ${this.#folder(key)} cannot be read: ${cause.message}`);
    return new CapturesLost(`captures ${key} cannot be read`, { cause });
  }

  async #setAside(key: string): Promise<void> {
    const folder = this.#folder(key);
    const aside = `${folder}.damaged`;
    await rm(aside, { recursive: true, force: true }).catch(() => {});
    const moved = await rename(folder, aside).then(
      () => true,
      () => false,
    );
    const where = moved ? `they are set aside as ${aside} and` : 'they are';
    this.#warn(`the kept captures ${folder} are damaged; ${where} made again when they are wanted`);
  }
}

function isKey(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

function signed(whole: WholeCaptures): string[] {
  const text = JSON.stringify(whole);
  return [`${digestOf(text)}\n`, text];
}

function verified(text: string): WholeCaptures | null {
  const content = text.slice(65);
  return text.slice(0, 65) === `${digestOf(content)}\n` ? (JSON.parse(content) as WholeCaptures) : null;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
