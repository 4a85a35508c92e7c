import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/node/package-info.ts';

/** Files with tests, short and long, as paths from the root. */
export function testFiles(): string[] {
  return readdirSync(join(packageRoot, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(test|long)\.ts$/.test(path) && !/^(golden|fixtures)\//.test(path))
    .map((path) => `test/${path}`)
    .sort();
}
