import { dirname } from 'node:path';
import { layerKinds } from '../../runner/layers/index.ts';
import { estimatorChecks } from '../../runner/nodes/estimator-checks.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { diskFiles } from '../../src/document/disk-files.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import type { Plan } from '../../src/plan/plan.ts';

/** The plan of a study in a folder with captures, given as JSON. @throws Error with its diagnostics where it is not valid */
export function recordedPlan(folder: string, study: object): Plan {
  const files = diskFiles(dirname(folder));
  const { plan, diagnostics } = compileStudy({
    path: `${folder}/study.yaml`,
    text: JSON.stringify(study),
    readFile: files.readFile,
    files,
    catalog: loadCatalog(),
    layers: layerKinds,
    checks: estimatorChecks,
  });
  if (!plan) throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return plan;
}

/** A study of one recorded model and one estimator a probe. */
export function oneModel(captures: unknown, probes: Readonly<Record<string, object>>): object {
  const quantity = (kind: unknown) => (kind === 'errors' ? 'I(dL;dk)' : 'I(X;T)');
  return {
    study: 'recorded',
    models: { net: { kind: 'recorded', captures } },
    probes: Object.fromEntries(
      Object.entries(probes).map(([name, probe]) => [name, { kind: 'activations', model: 'net', ...probe }]),
    ),
    estimators: Object.fromEntries(
      Object.entries(probes).map(([name, probe]) => {
        const { kind } = probe as { kind?: string };
        return [`of-${name}`, { kind: 'matrix-renyi', probe: name, quantity: quantity(kind) }];
      }),
    ),
  };
}
