import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Catalog } from '../node/declare.ts';
import { packageRoot } from '../node/package-info.ts';
import type { Json, JsonObject, Plan } from '../plan/plan.ts';
import { openPreparedChecks, partialSchema, preparedPlanFile } from './prepared-checks.ts';
import { createValidator } from './validator.ts';

/**
 * Why a value that was read from a plan.json is no plan of this version of infoplane; null when it is one. Settings of
 * reports, claims and estimators are checked against their kinds, since reports are drawn and claims judged from them.
 */
export function planProblem(value: unknown, catalog: Catalog): string | null {
  if (typeof value !== 'object' || value === null) return 'it is no map';
  if (!('format' in value) || value.format !== 1) return 'it is not of format 1, which this version reads';
  return (
    shapeProblem(value as Json) ?? placeProblem(value as Plan) ?? settingsProblem(value as Plan, catalog)
  );
}

/** The families whose settings are checked. */
export const settledFamilies: readonly string[] = ['estimator', 'claim', 'report'];

/** The schema of plans, of which the build prepares a check too. */
export function planSchema(): JsonObject {
  return JSON.parse(readFileSync(join(packageRoot, 'schemas', 'plan.schema.json'), 'utf8'));
}

function shapeProblem(value: Json): string | null {
  const schema = planSchema();
  if (openPreparedChecks({}, preparedPlanFile)(schema)?.(value)) return null;
  // to load ajv and to compile takes longer than all else that a report does, so only what is wrong is told by it
  const { Ajv }: typeof import('ajv') = createRequire(import.meta.url)('ajv');
  const validate = new Ajv({ allowUnionTypes: true, validateSchema: false }).compile(schema);
  if (validate(value)) return null;
  const { instancePath = '', message = '' } = validate.errors?.[0] ?? {};
  return `${instancePath || 'its top'} ${message}`;
}

/** An estimator or a probe of something that its stage does not have. */
function placeProblem({ stages }: Plan): string | null {
  for (const { id, probes, network, branches } of stages) {
    const layerless = probes.find(({ layers }) => layers.some((at) => network.layers[at] === undefined));
    if (layerless) return `the probe ${layerless.name} of ${id} looks at a layer that is not there`;
    const blind = branches
      .flatMap(({ estimators }) => estimators)
      .find(({ probe }) => probes[probe] === undefined);
    if (blind) return `the estimator ${blind.name} of ${id} reads a probe that is not there`;
  }
  return null;
}

function settingsProblem(plan: Plan, catalog: Catalog): string | null {
  const { check } = createValidator(catalog.definitions);
  const prepared = openPreparedChecks(catalog.definitions, preparedPlanFile);
  const estimators = plan.stages.flatMap(({ branches }) => branches.flatMap((branch) => branch.estimators));
  const entries = [
    ...estimators.map((one) => ({ family: 'estimator', ...one })),
    ...plan.claims.map((one) => ({ family: 'claim', kind: one.expect, ...one })),
    ...plan.reports.map((one) => ({ family: 'report', ...one })),
  ];
  const looked = new Set<string>();
  for (const { family, kind, name, params } of entries) {
    const content = JSON.stringify([family, kind, params]);
    if (looked.has(content)) continue;
    looked.add(content);
    const known = catalog.entries.find((entry) => entry.family === family && entry.kind === kind);
    // a plan leaves out what it says elsewhere, such as an estimator's probe
    if (known && prepared(partialSchema(known.params))?.(params)) continue;
    const wrong = known && check(known.params, params).find(({ keyword }) => keyword !== 'required');
    if (wrong) return `the ${family} ${name} has other settings than ${kind} takes: ${wrong.path.join('.')}`;
  }
  const families = new Set(catalog.entries.map((entry) => entry.family as string));
  const stray = plan.edges
    .flatMap(({ from, to }) => [from, to])
    .find((id) => !families.has(id.split('/')[0]!));
  return stray === undefined ? null : `an edge leads to ${stray}`;
}
