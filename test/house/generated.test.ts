import { expect, test } from 'vitest';
import { generate, ownedFolders } from '../../src/generate/generate.ts';
import { staleFiles } from '../../src/generate/write-files.ts';
import { packageRoot } from '../../src/node/package-info.ts';

test('generated files are those of the declarations (else: npm run generate)', () => {
  expect(staleFiles(packageRoot, generate(packageRoot), ownedFolders)).toEqual([]);
});
