import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../node/package-info.ts';
import type { Io } from '../command.ts';

/** A page that follows a run, served by a process of its own, so that drawing it holds up nothing. */
export interface WatchBeside {
  /** Resolves when it has ended, which it does with the run. */
  readonly ended: Promise<void>;
  /** Ends it. */
  stop(): void;
}

/** @param folder of the run */
export function watchBeside(folder: string, { env, err, cwd }: Pick<Io, 'env' | 'err' | 'cwd'>): WatchBeside {
  const main = join(packageRoot, 'dist/src/cli/main.js');
  const child = spawn(process.execPath, [main, 'watch', folder], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (text: Buffer) => err(`watch it at ${text}`));
  child.stderr.on('data', (text: Buffer) => err(String(text)));
  const ended = new Promise<void>((resolve) => {
    child.on('error', (cause) => {
      err(`the run cannot be watched: ${cause.message}\n`);
      resolve();
    });
    child.on('close', () => resolve());
  });
  return { ended, stop: () => void child.kill() };
}
