import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/node/package-info.ts';

/** A run of the built command line in a process of its own. */
export interface SpawnedRun {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
  /** Resolves when stderr has shown `text`. */
  shown(text: string | RegExp): Promise<void>;
}

export function spawnRun(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): SpawnedRun {
  const child = spawn(process.execPath, [join(packageRoot, 'dist/src/cli/main.js'), ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  let out = '';
  let err = '';
  const waiting: { text: string | RegExp; resolve: () => void }[] = [];
  const look = () => {
    for (const one of waiting) if (err.search(one.text) >= 0) one.resolve();
  };
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
    look();
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return {
    child,
    ended,
    shown: (text) =>
      new Promise((resolve) => {
        waiting.push({ text, resolve });
        look();
      }),
  };
}

/** All events of a run's log. */
export async function eventsOf(run: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(run, 'log.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Folders of a study's runs, oldest first. */
export async function runsOf(folder: string, study: string): Promise<string[]> {
  const names = await readdir(join(folder, 'runs', study));
  return names
    .filter((name) => name !== 'latest')
    .sort()
    .map((name) => join(folder, 'runs', study, name));
}

/** Keys in the store of the kept trainings, beside which their weights lie, and of the kept estimates. */
export async function keptResults(folder: string): Promise<{ trainings: string[]; estimates: string[] }> {
  const names = await readdir(join(folder, '.infoplane', 'objects'), { recursive: true }).catch(() => []);
  const trainings = names.flatMap((name) => /([0-9a-f]{64})\.weights$/.exec(name)?.[1] ?? []);
  const all = names.map((name) => name.slice(3)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  return { trainings, estimates: all.filter((key) => !trainings.includes(key)) };
}

/** Names of the lease files that are left in a store. */
export async function leasesLeft(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, '.infoplane', 'leases'), { recursive: true }).catch(() => []);
  return names.filter((name) => !name.startsWith('beats') && /\.\d+$/.test(name));
}
