import { parseDocument } from '../../document/parse-document.ts';
import { findEntry, loadCatalog } from '../../node/catalog.ts';
import { misuse } from '../../node/run-error.ts';
import type { JsonObject } from '../../plan/json.ts';
import { checkParams } from '../../spec/check-params.ts';
import { createSpecContext } from '../../spec/spec-context.ts';
import type { Cell } from '../../table/columns.ts';
import type { Io } from '../command.ts';
import { kindsOfRealTargets } from './check-estimate-options.ts';
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
  /** Settings that other options stand for. */
  readonly settings?: JsonObject;
}

/** What `--json` prints: the keys that every estimator has, then what else its row says. */
export interface KindResult {
  readonly quantity: string;
  readonly value: Cell | readonly Cell[];
  readonly unit: string;
  readonly samples: number;
  readonly estimator: string;
  /** Order of the entropy, of an estimator that has one. */
  readonly alpha: Cell;
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
 * @returns the row that the node makes; of several, one a feature map or pair, the values as a list and the rest of the first
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
  const variables = variablesOf(plain, params);
  const ofClasses = variables.includes('Y') && !kindsOfRealTargets.includes(kind);
  const needs = variables.map((name) => (name === 'Y' && ofClasses ? 'labels' : name));
  if (ofClasses && options.labels === undefined)
    throw misuse(`${plain} needs Y`, 'give --labels FILE (classes)');
  const arrays = await readInputs(plain, needs, options, io);
  const { arraysCapture } = await import('../../../runner/estimation/arrays-capture.ts');
  const { estimateCapture } = await import('../../../runner/estimation/estimate-capture.ts');
  const { ownKinds } = await import('../../../runner/nodes/own-kinds.ts');
  const capture = arraysCapture(arrays, layout);
  const { allCores } = await import('../../../runner/workers/all-cores.ts');
  const { numerics, crew } = allCores();
  const [rows] = await estimateCapture(capture, [{ kind, params }], numerics, ownKinds, null, crew);
  const several = rows!.length > 1;
  const {
    quantity: named,
    value = null,
    unit,
    samples,
    alpha = null,
    sigma_x,
    sigma_t,
    flag,
    channel: _channel,
    channel_2: _channel2,
    ...cells
  } = rows![0]!.cells;
  return {
    quantity: String(named ?? plain),
    value: several ? rows!.map((row) => row.cells.value ?? null) : value,
    unit: String(unit ?? ''),
    samples: Number(samples ?? capture.samples),
    estimator: kind,
    alpha,
    layout: arrays.t?.shape.length === 4 ? layout : null,
    sigma: {
      ...(typeof sigma_x === 'number' ? { x: sigma_x } : {}),
      ...(typeof sigma_t === 'number' ? { t: sigma_t } : {}),
    },
    entropies: {},
    flags: flag ? String(flag).split('; ') : [],
    ...cells,
    ...(several ? { channels: rows!.map((row) => mapsOf(row.cells)) } : {}),
  };
}

/** The feature maps of a row: `[c]` or `[i, j]`. */
function mapsOf({ channel, channel_2 }: Readonly<Record<string, Cell>>): Cell[] {
  return [channel ?? null, channel_2 ?? null].filter((map) => map !== null);
}

/** The variables that a quantity needs: those in its name, else the one that it is of, else layer and classes. */
function variablesOf(quantity: string, { of }: JsonObject): readonly string[] {
  const named = quantity.match(/[XTY]/g);
  if (named) return named;
  if (ofEither.includes(quantity)) return [of === 'X' ? 'X' : 'T'];
  if (ofMaps.includes(quantity)) return ['X', 'T'];
  return ['T', 'Y'];
}

/** Quantities of feature maps about X, whose names do not say it. */
const ofMaps: readonly string[] = [
  'leave-one-out',
  'redundancy',
  'relative-redundancy',
  'trade-off',
  'non-redundant',
];

/** Quantities that are of T or, where there is X alone, of X. */
const ofEither: readonly string[] = ['effective-rank', 'dimension'];

/** The kind's settings with defaults, from `--param` and the options that every kind has. */
function checkedParams(kind: string, quantity: string, options: KindOptions): JsonObject {
  const { param = [], base, settings: stoodFor = {} } = options;
  const catalog = loadCatalog();
  const entry = findEntry(catalog, 'estimator', kind);
  if (!entry) {
    const kinds = catalog.entries.filter(({ family }) => family === 'estimator').map((one) => one.kind);
    throw misuse(`there is no estimator '${kind}'`, `take one of ${kinds.join(', ')}`);
  }
  const wrong = param.find((one) => !/^[A-Za-z]\w*=./.test(one));
  if (wrong !== undefined) throw misuse(`--param ${wrong}: expected name=value`, 'such as --param k=5');
  const said = param.map((one) => one.slice(0, one.indexOf('=')));
  const twice = said.find((name) => Object.hasOwn(stoodFor, name));
  if (twice !== undefined)
    throw misuse(`--param ${twice} and another option both say ${twice}`, 'give one of them');
  const ofX = ofEither.includes(quantity) && options.t === undefined && options.x !== undefined;
  const settings = [
    ...(ofX && !said.includes('of') ? ['of: X'] : []),
    ...Object.entries(stoodFor).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    ...param.map((one) => one.replace('=', ': ')),
  ];
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
