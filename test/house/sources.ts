import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/node/package-info.ts';

const rooms = ['src', 'runner', 'reports', 'bench'];

/** TypeScript and JavaScript files of the rooms that the house rules hold for, as paths from the root. */
export function sourceFiles(): string[] {
  return rooms
    .filter((room) => existsSync(join(packageRoot, room)))
    .flatMap((room) =>
      readdirSync(join(packageRoot, room), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${room}/${path}`,
      ),
    )
    .filter((path) => /\.(ts|mjs|cjs|js)$/.test(path) && !path.includes('wasm/assembly/'))
    .sort();
}
