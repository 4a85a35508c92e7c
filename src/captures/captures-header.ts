import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { type Fault, faultsOf, isCount, requireKeys } from './capture-fault.ts';
import { progressOf, type RecordingProgress } from './recording-progress.ts';

/** Names of the two texts of a captures folder. */
export const headerFile = 'captures.json';
export const rowsFile = 'rows.jsonl';

/** Ending of a file that is being written, or that a writer left which was killed. */
export const unfinishedEnding = '.unfinished';

/** Bytes that either text has at most; more is no captures folder. */
export const longestText = 64 * 1024 * 1024;

/** Letters and lengths of an array's axes, the samples (N, which come first in `axes`) left out of `shape`. */
export interface RecordedAxes {
  readonly axes: string;
  readonly shape: readonly number[];
}

/** Samples that rows are of: a mini-batch, another one each row, or fixed ones. */
export interface RecordedSample {
  readonly split: 'train' | 'test';
  /** Samples in a row. */
  readonly n: number;
  /** File with the arrays that are the same in every row, from the folder; null of a mini-batch. */
  readonly common: { readonly file: string; readonly sha256: string | null } | null;
}

/** captures.json: what all rows of a training have alike. */
export interface CapturesHeader extends RecordingProgress {
  readonly seed: number;
  /** What distinguishes the training: texts, numbers and truth values. */
  readonly settings: JsonObject;
  /** Null where Y is real-valued, or it is not said. */
  readonly classes: number | null;
  /** What was minimised, as the recorder calls it; null where it is not said. */
  readonly loss: string | null;
  /** Whether rows have error signals. */
  readonly errors: boolean;
  /** What wrote it, such as `torch 2.13`; null where it is not said. */
  readonly program: string | null;
  readonly input: RecordedAxes;
  /** In the order in which the network computes them. */
  readonly layers: ReadonlyMap<string, RecordedAxes>;
  readonly samples: ReadonlyMap<string, RecordedSample>;
  /** File with the training's curve, from the folder; null where there is none. */
  readonly training: string | null;
}

const topKeys: readonly string[] = [
  'format',
  'seed',
  'settings',
  'classes',
  'loss',
  'errors',
  'by',
  'input',
  'layers',
  'samples',
  'training',
  'iterations',
  'ended',
  'skipped',
  'meta',
];
const layerName = /^[A-Za-z0-9._#-]+$/;
const sampleName = /^[A-Za-z0-9_-]+$/;
const sum = /^[0-9a-f]{64}$/;

/**
 * Reads captures.json.
 * @param name what messages call the file
 * @throws RunError for the first thing that is wrong with it
 */
export function readCapturesHeader(text: string, name: string): CapturesHeader {
  const fault = faultsOf(name);
  const header = jsonOf(text, fault);
  requireKeys(header, topKeys, '', fault);
  if (header.format !== 2) throw fault(`its format is ${JSON.stringify(header.format ?? null)}; 2 is read`);
  const { seed = 1, settings = {}, errors, training = null } = header;
  if (!isCount(seed)) throw fault('`seed` is no whole number');
  if (errors !== undefined && errors !== 'per-sample')
    throw fault(
      `\`errors\` is ${JSON.stringify(errors)}`,
      'record the gradient of each sample\'s own loss, and write "per-sample"',
    );
  if (training !== null && !isPath(training)) throw fault('`training` is no file in the folder');
  return {
    seed,
    settings: settingsOf(settings, fault),
    classes: classesOf(header.classes, fault),
    loss: textOf(header.loss, 'loss', fault),
    errors: errors !== undefined,
    program: programOf(header.by, fault),
    input: axesOf(header.input, '`input`', fault),
    layers: layersOf(header.layers, fault),
    samples: samplesOf(header.samples, fault),
    training,
    ...progressOf(header, fault),
  };
}

function jsonOf(text: string, fault: Fault): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault('it is no JSON, or cut off');
  }
  if (!isJsonObject(value)) throw fault('it is no JSON object');
  return value;
}

function settingsOf(value: Json, fault: Fault): JsonObject {
  if (!isJsonObject(value)) throw fault('`settings` is no map');
  for (const [name, one] of Object.entries(value))
    if (!['string', 'number', 'boolean'].includes(typeof one) || name === '')
      throw fault(`the setting \`${name}\` is no text, number or truth value`);
  return value;
}

function classesOf(value: Json | undefined, fault: Fault): number | null {
  if (value === undefined) return null;
  if (!isCount(value) || value < 1) throw fault('`classes` is no whole number from 1');
  return value;
}

function textOf(value: Json | undefined, name: string, fault: Fault): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') throw fault(`\`${name}\` is no text`);
  return value;
}

function programOf(by: Json | undefined, fault: Fault): string | null {
  if (by === undefined) return null;
  if (!isJsonObject(by) || !Object.values(by).every((one) => typeof one === 'string'))
    throw fault('`by` is no map of texts');
  return textOf(by.program, 'program', fault);
}

function axesOf(value: Json | undefined, what: string, fault: Fault): RecordedAxes {
  if (!isJsonObject(value)) throw fault(`${what} has no axes and shape`);
  requireKeys(value, ['axes', 'shape'], `${what}: `, fault);
  const { axes, shape } = value;
  if (typeof axes !== 'string' || !/^N[CHWLTF]*$/.test(axes) || new Set(axes).size < axes.length)
    throw fault(`${what}: the axes are N, and letters of C, H, W, L, T, F, each once`);
  if (
    !Array.isArray(shape) ||
    shape.length !== axes.length - 1 ||
    !shape.every((one) => isCount(one) && one > 0)
  )
    throw fault(`${what}: the shape has no whole number from 1 for each axis after N`);
  const lengths = shape.map(Number);
  if (!Number.isSafeInteger(product(lengths)))
    throw fault(`${what}: it has more numbers than can be counted`);
  return { axes, shape: lengths };
}

function layersOf(value: Json | undefined, fault: Fault): ReadonlyMap<string, RecordedAxes> {
  if (!isJsonObject(value) || Object.keys(value).length === 0) throw fault('`layers` names no layer');
  const layers = new Map<string, RecordedAxes>();
  for (const [name, one] of Object.entries(value)) {
    if (!layerName.test(name))
      throw fault(`a layer is called ${JSON.stringify(name)}`, 'use letters, digits, and . _ - #');
    layers.set(name, axesOf(one, `layer \`${name}\``, fault));
  }
  return layers;
}

function samplesOf(value: Json | undefined, fault: Fault): ReadonlyMap<string, RecordedSample> {
  if (!isJsonObject(value) || Object.keys(value).length === 0) throw fault('`samples` names no samples');
  const samples = new Map<string, RecordedSample>();
  for (const [name, one] of Object.entries(value)) {
    const where = `samples \`${name}\`: `;
    if (!sampleName.test(name))
      throw fault(`samples are called ${JSON.stringify(name)}`, 'use letters, digits, _ and -');
    if (!isJsonObject(one)) throw fault(`${where}no split and n`);
    requireKeys(one, ['split', 'n', 'common', 'sha256'], where, fault);
    const { split, n, common } = one;
    if (split !== 'train' && split !== 'test') throw fault(`${where}\`split\` is train or test`);
    if (!isCount(n) || n < 1) throw fault(`${where}\`n\` is no whole number from 1`);
    const file = common === undefined ? null : arrayFile(common, where, fault);
    samples.set(name, {
      split,
      n,
      common: file === null ? null : { file, sha256: sumOf(one.sha256, where, fault) },
    });
  }
  return samples;
}

/** The name of a file of arrays inside the folder. */
export function arrayFile(value: Json | undefined, where: string, fault: Fault): string {
  if (!isPath(value) || !/\.(safetensors|npz)$/.test(value))
    throw fault(`${where}${JSON.stringify(value ?? null)} is no .safetensors or .npz file in the folder`);
  return value;
}

/** A SHA-256 in hexadecimal digits; null where none is told. */
export function sumOf(value: Json | undefined, where: string, fault: Fault): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string' || !sum.test(value)) throw fault(`${where}\`sha256\` is no sum`);
  return value;
}

/** Whether a text names a file inside a folder, with `/` between the parts. */
function isPath(value: Json | undefined): value is string {
  if (typeof value !== 'string' || value.includes('\\') || value.includes('\0')) return false;
  return value.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1);
}
