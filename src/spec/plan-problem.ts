import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { Catalog } from '../node/declare.ts';
import { packageRoot } from '../node/package-info.ts';
import type { Plan } from '../plan/plan.ts';
import { createValidator } from './validator.ts';

/**
 * Why a value that was read from a plan.json is no plan of this version of infoplane; null when it is one. Settings of
 * reports, claims and estimators are checked against their kinds, since reports are drawn and claims judged from them.
 */
export function planProblem(value: unknown, catalog: Catalog): string | null {
  if (typeof value !== 'object' || value === null) return 'it is no map';
  if (!('format' in value) || value.format !== 1) return 'it is not of format 1, which this version reads';
  const validate = new Ajv({ allowUnionTypes: true, validateSchema: false }).compile(planSchema());
  if (!validate(value)) {
    const { instancePath = '', message = '' } = validate.errors?.[0] ?? {};
    return `${instancePath || 'its top'} ${message}`;
  }
  return settingsProblem(value as Plan, catalog);
}

function planSchema(): object {
  return JSON.parse(readFileSync(join(packageRoot, 'schemas', 'plan.schema.json'), 'utf8'));
}

function settingsProblem(plan: Plan, catalog: Catalog): string | null {
  const { check } = createValidator(catalog.definitions);
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
    const wrong = known && check(known.params, params).find(({ keyword }) => keyword !== 'required');
    if (wrong) return `the ${family} ${name} has other settings than ${kind} takes: ${wrong.path.join('.')}`;
  }
  const families = new Set(catalog.entries.map((entry) => entry.family as string));
  const stray = plan.edges
    .flatMap(({ from, to }) => [from, to])
    .find((id) => !families.has(id.split('/')[0]!));
  return stray === undefined ? null : `an edge leads to ${stray}`;
}
