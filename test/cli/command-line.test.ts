import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

const main = join(packageRoot, 'dist/src/cli/main.js');

test.skipIf(!existsSync(main))(
  'validate loads no engine, nothing that draws and compiles no schema (needs `npm run build`)',
  () => {
    const args = [main, 'validate', 'specs/quickstart.yaml'];
    const options = {
      cwd: packageRoot,
      env: { ...process.env, NODE_DEBUG: 'esm,module' },
      stdio: 'pipe',
    } as const;
    const told = execFileSync('sh', ['-c', '"$0" "$@" 2>&1', process.execPath, ...args], {
      ...options,
      maxBuffer: 256 * 1024 * 1024,
    }).toString();
    expect(told).toContain('shared/language.js');
    const files = new Set(
      [...told.matchAll(/node_modules\/([@\w./-]+\.(?:c|m)?js)\b/g)].map((found) => found[1]!),
    );
    // Of packages only what the prepared checks call: no schema is compiled.
    const runtime = [
      'ajv/dist/runtime/equal.js',
      'ajv/dist/runtime/ucs2length.js',
      'fast-deep-equal/index.js',
    ];
    expect([...files].filter((file) => !runtime.includes(file))).toEqual([]);
  },
);
