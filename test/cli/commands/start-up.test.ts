import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/node/package-info.ts';

const main = join(packageRoot, 'dist/src/cli/main.js');

test.skipIf(!existsSync(main))(
  'validate loads no engine and nothing that draws (needs `npm run build`)',
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
    const loaded = new Set(
      [...told.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)/g)].map((found) => found[1]!),
    );
    expect(loaded).toContain('ajv');
    const heavy = [...loaded].filter((name) =>
      /^(onnxruntime|@tensorflow|vega|arquero|piscina|ts-morph|typescript)/.test(name),
    );
    expect(heavy).toEqual([]);
  },
);
