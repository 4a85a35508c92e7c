import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { tinyStudy } from '../cli/tiny-study.ts';

/** Why small disks cannot be made here; null when they can. */
export const mountMissing = (() => {
  const place = mkdtempSync(join(tmpdir(), 'infoplane-mount-'));
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', place]);
  if (made.status === 0) spawnSync('umount', [place]);
  rmSync(place, { recursive: true, force: true });
  return made.status === 0 ? null : 'this user may not mount a tmpfs';
})();

/** Shell text after which a command runs as a user who owns nothing; the user who runs the tests may read everything if it is root. */
export const asOtherUser =
  process.getuid?.() === 0 ? 'set -- setpriv --reuid=65534 --regid=65534 --clear-groups "$@"' : '';

/** Why no command can be run as such a user; null when it can. */
export const userMissing = (() => {
  const main = join(packageRoot, 'dist/src/cli/main.js');
  const ended = spawnSync('bash', ['-c', `set -- test -r ${main}\n${asOtherUser}\nexec "$@"`]);
  return ended.status === 0 ? null : 'needs setpriv, and a build that every user may read';
})();

interface SmallDisk {
  readonly folder: string;
  /** Fills the disk so that `free` bytes are left. */
  fill(free: number): void;
  empty(): void;
  readOnly(): void;
  close(): void;
}

/** A disk of 8 MB in memory, with the study `tiny.yaml` on it. */
export function openSmallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', folder]);
  writeFileSync(join(folder, 'tiny.yaml'), tinyStudy);
  const filler = join(folder, 'filler');
  return {
    folder,
    fill(free) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - free)));
    },
    empty: () => truncateSync(filler, 0),
    readOnly: () => void execFileSync('mount', ['-o', 'remount,ro', folder]),
    close() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in a process of its own. `before` is shell text that comes first, such as a limit. */
export function infoplane(
  cwd: string,
  args: readonly string[],
  options: { readonly before?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Ended {
  const command = [process.execPath, join(packageRoot, 'dist/src/cli/main.js'), ...args];
  const run = spawnSync('bash', ['-c', `${options.before ?? ''}\nexec "$@"`, 'bash', ...command], {
    cwd,
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    timeout: 240_000,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** A folder for what one test needs, outside of any small disk. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-bad-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'tiny.yaml'), tinyStudy);
  return folder;
}

/** One message that says `what`, in an exit code of the contract, and no stack. */
export function expectOneMessage({ code, out, err }: Ended, what: RegExp, about: string): void {
  expect(code, `${about}\n${err}`).toBe(4);
  expect(`${out}${err}`, about).not.toMatch(/this is a bug|^ {4}at |Node\.js v/m);
  expect(err, about).toMatch(what);
}

/** The bytes of a run's estimates. */
export const tables = (folder: string) =>
  readFileSync(join(folder, 'runs/tiny/latest/tables/estimates.arrow'));

/** The file of the only result in a folder's store. */
export function keptResult(folder: string): string {
  const objects = join(folder, '.infoplane/objects');
  const name = (readdirSync(objects, { recursive: true }) as string[]).find((one) =>
    /[0-9a-f]{64}$/.test(one),
  );
  return join(objects, name!);
}

/** Runs the study on disks with so many kilobytes free: each ends in one message and, after space was made, in the right tables. */
export function checkFillLevels(kilobytes: readonly number[], right: Buffer): void {
  const ends: string[] = [];
  for (const free of kilobytes.map((one) => one * 1024)) {
    const disk = openSmallDisk();
    try {
      disk.fill(free);
      const full = infoplane(disk.folder, ['run', 'tiny.yaml']);
      expectOneMessage(full, /the disk is full \(ENOSPC\)/, `${free} bytes free`);
      ends.push(/([^\s/]+)(?: in \S+)? cannot be/.exec(full.err)?.[1] ?? '?');
      disk.empty();
      const again = infoplane(disk.folder, ['run', 'tiny.yaml']);
      expect(again.code, again.err).toBe(0);
      expect(tables(disk.folder).equals(right)).toBe(true);
    } finally {
      disk.close();
    }
  }
  const count = kilobytes.length;
  console.log(
    `${count} fill levels, ${count} messages, ${count} done after; what did not fit: ${ends.join(', ')}`,
  );
}
