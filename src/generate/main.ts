import { resolve } from 'node:path';
import { generate, ownedFolders } from './generate.ts';
import { GenerateError } from './generate-error.ts';
import { staleFiles, writeFiles } from './write-files.ts';

// Writes every generated file below the working directory. With `--check` it writes nothing and fails when one is stale.

const root = resolve('.');
try {
  const files = generate(root);
  if (process.argv.includes('--check')) {
    const stale = staleFiles(root, files, ownedFolders);
    if (stale.length > 0) {
      process.stderr.write(
        `stale, run \`npm run generate\`:\n${stale.map((path) => `  ${path}\n`).join('')}`,
      );
      process.exitCode = 1;
    }
  } else {
    const touched = writeFiles(root, files, ownedFolders);
    process.stdout.write(
      `${touched.length} of ${files.size} generated files written\n${touched.map((path) => `  ${path}\n`).join('')}`,
    );
  }
} catch (error) {
  if (!(error instanceof GenerateError)) throw error;
  process.stderr.write(`${error.message.replaceAll(`${root}/`, '')}\n`);
  process.exitCode = 1;
}
