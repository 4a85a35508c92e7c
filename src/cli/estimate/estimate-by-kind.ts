import { parseDocument } from '../../document/parse-document.ts';
import { findEntry, loadCatalog } from '../../node/catalog.ts';
import { misuse } from '../../node/run-error.ts';
import type { JsonObject } from '../../plan/json.ts';
import { checkParams } from '../../spec/check-params.ts';
import { createSpecContext } from '../../spec/spec-context.ts';
import type { Cell } from '../../table/columns.ts';
import type { Io } from '../command.ts';
import { readInputs } from './estimate-inputs.ts';

interface KindOptions {
  readonly x?: string;
  readonly t?: string;
  readonly y?: string;
  readonly labels?: string;
  readonly layout?: 'nhwc' | 'nchw';
  readonly header?: 'yes' | 'no';
  readonly base: '2' | 'e';
  /** Settings of the kind, `name=value` with YAML values. */
  readonly param?: readonly string[];
}

/** What `--json` prints: the keys that every estimator has, then what else its row says. */
export interface KindResult {
  readonly quantity: string;
  readonly value: Cell;
  readonly unit: string;
  readonly samples: number;
  readonly estimator: string;
  readonly alpha: null;
  readonly layout: 'nhwc' | 'nchw' | null;
  readonly sigma: Readonly<Record<string, number>>;
  readonly entropies: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  readonly [column: string]: unknown;
}

/**
 * A quantity of arrays by any kind of estimator, through the same node that a study runs.
 *
 * Phases: check the settings against the kind's schema; read the arrays as one capture; run the node.
 * @returns the first row that the node makes
 * @throws RunError (exit code 2) for a kind, a quantity or a setting that does not exist
 */
export async function estimateByKind(
  quantity: string,
  kind: string,
  options: KindOptions,
  io: Io,
): Promise<KindResult> {
  const plain = quantity.replaceAll(/\s/g, '');
  const params = checkedParams(kind, plain, options);
  const { layout = 'nhwc' } = options;
  const variables: readonly string[] = plain.match(/[XTY]/g) ?? ['T', 'Y'];
  const needs = [...variables.filter((name) => name !== 'Y'), ...(variables.includes('Y') ? ['labels'] : [])];
  if (needs.includes('labels') && options.labels === undefined)
    throw misuse(`${plain} needs Y`, 'give --labels FILE (classes)');
  const arrays = await readInputs(plain, needs, options, io);
  const { arraysCapture } = await import('../../../runner/estimation/arrays-capture.ts');
  const { estimateCapture } = await import('../../../runner/estimation/estimate-capture.ts');
  const { createNumerics } = await import('../../../runner/kernels/wasm/wasm-numerics.ts');
  const { ownKinds } = await import('../../../runner/nodes/own-kinds.ts');
  const capture = arraysCapture(arrays, layout);
  const [rows] = await estimateCapture(capture, [{ kind, params }], createNumerics(), ownKinds);
  const { quantity: named, value = null, unit, samples, sigma_t, flag, ...cells } = rows![0]!.cells;
  return {
    quantity: String(named ?? plain),
    value,
    unit: String(unit ?? ''),
    samples: Number(samples ?? capture.samples),
    estimator: kind,
    alpha: null,
    layout: arrays.t?.shape.length === 4 ? layout : null,
    sigma: typeof sigma_t === 'number' ? { t: sigma_t } : {},
    entropies: {},
    flags: flag ? String(flag).split('; ') : [],
    ...cells,
  };
}

/** The kind's settings with defaults, from `--param` and the options that every kind has. */
function checkedParams(kind: string, quantity: string, { param = [], base }: KindOptions): JsonObject {
  const catalog = loadCatalog();
  const entry = findEntry(catalog, 'estimator', kind);
  if (!entry) {
    const kinds = catalog.entries.filter(({ family }) => family === 'estimator').map((one) => one.kind);
    throw misuse(`there is no estimator '${kind}'`, `take one of ${kinds.join(', ')}`);
  }
  const wrong = param.find((one) => !/^[A-Za-z]\w*=./.test(one));
  if (wrong !== undefined) throw misuse(`--param ${wrong}: expected name=value`, 'such as --param k=5');
  const settings = param.map((one) => one.replace('=', ': '));
  const inBits = base === 'e' ? ["base: 'e'"] : [];
  const text = [`quantity: ${quantity}`, 'probe: arrays', ...inBits, ...settings].join('\n');
  const { tree, diagnostics } = parseDocument({ name: '--param', text });
  if (tree?.type !== 'map') throw misuse(diagnostics[0]?.message ?? 'no settings', 'such as --param k=5');
  const subject = { title: `estimator ${kind}`, path: '', tree, anchor: tree.origin };
  const checked = checkParams(entry, 'kind', subject, createSpecContext(catalog));
  const first = checked.diagnostics[0];
  if (checked.params === null)
    throw misuse(`'${kind}': ${first?.message}`, first?.hint ?? 'see infoplane nodes');
  return checked.params;
}
