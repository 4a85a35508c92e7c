// Writes the checks of the catalogue's schemas as code, so that `validate` and `report` compile no schema; see src/spec/prepared-checks.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../dist/src/node/catalog.js';
import { packageRoot } from '../dist/src/node/package-info.js';
import { planSchema } from '../dist/src/spec/plan-problem.js';
import { prepareChecks, preparePlanChecks } from '../dist/src/spec/prepare-checks.js';
import { preparedFile, preparedPlanFile } from '../dist/src/spec/prepared-checks.js';

const catalog = loadCatalog();
writeFileSync(join(packageRoot, preparedFile), prepareChecks(catalog));
writeFileSync(join(packageRoot, preparedPlanFile), preparePlanChecks(catalog, planSchema()));
