import { join } from 'node:path';
import { makeCatalog, studyFile } from './catalog.ts';
import { findKinds } from './find-kinds.ts';
import { type InterfaceSchema, openSchemas } from './params-schema.ts';
import { referencePages } from './reference-pages.ts';
import { estimatorIndex, layerIndex, nodeRegistry } from './registries.ts';
import { makeStudySchema } from './study-schema.ts';

/** Text of each generated file by its path from the root. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** File of the plan's types, below the root. */
const planFile = 'src/plan/plan.ts';

/** File of the configuration's types, below the root. */
const configFile = 'src/config/config.ts';

/** Folders that hold nothing but generated files. */
export const ownedFolders: readonly string[] = ['docs/reference'];

/**
 * Makes every generated file from the declarations below `root`; writes nothing and runs no node.
 *
 * 1. find the kinds: read the declarations of nodes and layers
 * 2. read the schemas: types of parameters to JSON Schema
 * 3. make the catalogue
 * 4. put the schemas of studies and plans together
 * 5. write the registries
 * 6. write the reference pages
 *
 * @throws GenerateError with file, line and column of a wrong declaration
 */
export function generate(root: string): GeneratedFiles {
  const kinds = findKinds(root);
  const readSchema = openSchemas(
    [...kinds.map((kind) => kind.file), studyFile, planFile, configFile].map((file) => join(root, file)),
  );
  const catalog = makeCatalog(root, kinds, readSchema);
  return new Map([
    ['schemas/catalog.json', asJson(catalog)],
    ['schemas/study.schema.json', asJson(makeStudySchema(catalog))],
    ['schemas/plan.schema.json', asJson(wholeSchema('plan', readSchema(join(root, planFile), 'Plan')))],
    [
      'schemas/config.schema.json',
      asJson(wholeSchema('config', readSchema(join(root, configFile), 'Config'))),
    ],
    ['runner/nodes/registry.ts', nodeRegistry(catalog.entries)],
    ['runner/layers/index.ts', layerIndex(catalog.entries)],
    ['runner/nodes/estimator/index.ts', estimatorIndex(catalog.entries)],
    ...referencePages(catalog),
  ]);
}

/** A JSON Schema (draft-07) of its own: of what `plan --json` prints, of the configuration. */
function wholeSchema(name: string, { schema, definitions }: InterfaceSchema): object {
  const $schema = 'http://json-schema.org/draft-07/schema#';
  return { $schema, title: `infoplane ${name}`, ...schema, definitions };
}

function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
