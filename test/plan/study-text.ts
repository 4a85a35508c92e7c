import { posix } from 'node:path';
import { layerKinds } from '../../runner/layers/index.ts';
import { estimatorChecks } from '../../runner/nodes/estimator-checks.ts';
import { type Compiled, compileStudy } from '../../src/compile/compile-study.ts';
import { loadCatalog } from '../../src/node/catalog.ts';

/** A small valid study, for tests that change it. */
export const studyText = `study: small
seed: 1

datasets:
  mnist: { kind: mnist, subset: { train: 1000, test: 100 } }

models:
  net:
    kind: network
    dataset: mnist
    layers:
      - { conv: C1, filters: 6, kernel: 5, activation: relu }
      - { pool: P1, size: 2 }
      - { dense: F1, units: 20, activation: relu }
      - { dense: out, units: 10 }
    training: { learningRate: 0.1, batchSize: 100, epochs: 2 }

probes:
  forward: { kind: activations, model: net, layers: [C1, P1, F1], at: { epochs: [0, 1/3, 2] } }
  backward: { kind: errors, model: net, layers: [C1, P1, F1], at: { every: 5 } }

estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) }
  IDD: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), alpha: 1.01, bandwidth: { silverman: 0.1 } }

claims:
  dpi: { expect: non-increasing, estimator: IXT, tolerance: 0.02 }

reports:
  curves: { kind: layer-curves, estimators: [IXT, IDD] }
`;

const catalog = loadCatalog();

/** Compiles a text with the real catalogue and layer rules. */
export function compileText(text: string, set: readonly string[] = []): Compiled {
  return compileStudy({
    path: 'small.yaml',
    text,
    set,
    catalog,
    layers: layerKinds,
    checks: estimatorChecks,
  });
}

/** The plan of a valid text; throws the diagnostics of any other. */
export function planOf(text: string, set: readonly string[] = []) {
  const { plan, diagnostics } = compileText(text, set);
  if (!plan) throw new Error(`no plan: ${codesAndPlaces({ diagnostics }).join('; ')}`);
  return plan;
}

/** Diagnostics as `code file:line:column`. */
export function codesAndPlaces({ diagnostics }: Pick<Compiled, 'diagnostics'>): string[] {
  return diagnostics.map(
    ({ code, source, range }) => `${code} ${source.name}:${range.start.line}:${range.start.column}`,
  );
}

/** Compiles one of several files; paths are relative to `/project`, and `present` names other things that exist. */
export function compileFiles(
  texts: Readonly<Record<string, string>>,
  path: string,
  { set = [], present = [], links = {}, list = () => [] }: CompileFilesOptions = {},
): Compiled {
  const readFile = (name: string) => {
    const text = texts[posix.normalize(name)];
    if (text === undefined) throw Object.assign(new Error(`no ${name}`), { code: 'ENOENT' });
    return new TextEncoder().encode(text);
  };
  const files = {
    realPath: (name: string) => posix.resolve('/project', links[posix.normalize(name)] ?? name),
    exists: (name: string) => present.includes(posix.resolve('/project', name)),
    list,
    readText: readFile,
    captures: [],
  };
  return compileStudy({ path, readFile, files, set, catalog, layers: layerKinds, checks: estimatorChecks });
}

interface CompileFilesOptions {
  readonly set?: readonly string[];
  readonly present?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  readonly list?: (folder: string) => readonly string[];
}
