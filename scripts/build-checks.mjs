// Writes the checks of the catalogue's schemas as code, so that `validate` compiles no schema; see src/spec/prepared-checks.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../dist/src/node/catalog.js';
import { packageRoot } from '../dist/src/node/package-info.js';
import { prepareChecks } from '../dist/src/spec/prepare-checks.js';
import { preparedFile } from '../dist/src/spec/prepared-checks.js';

writeFileSync(join(packageRoot, preparedFile), prepareChecks(loadCatalog()));
