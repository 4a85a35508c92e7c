// Writes the checks of the catalogue's schemas as code, so that `validate` and `report` compile no schema; see src/spec/prepared-checks.ts.
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { loadCatalog } from '../dist/src/node/catalog.js';
import { packageRoot } from '../dist/src/node/package-info.js';
import { planSchema } from '../dist/src/spec/plan-problem.js';
import { prepareChecks, preparePlanChecks } from '../dist/src/spec/prepare-checks.js';
import { preparedFile, preparedPlanFile } from '../dist/src/spec/prepared-checks.js';

const catalog = loadCatalog();
write(preparedFile, prepareChecks(catalog));
write(preparedPlanFile, preparePlanChecks(catalog, planSchema()));

/** With the few lines of ajv that they call. Code that ajv wrote has nothing in it that a stack would tell. */
function write(file, code) {
  buildSync({
    stdin: { contents: code, resolveDir: packageRoot },
    outfile: join(packageRoot, file),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
}
