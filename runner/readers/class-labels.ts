import { RunError } from '../../src/node/run-error.ts';
import { isMissing, isWholeText } from './csv-cell.ts';

/** Labels as a file holds them, samples first: whole numbers (`bigint` beyond 2^53), texts or truth values. */
export interface LabelArray {
  readonly shape: readonly number[];
  readonly values: ArrayLike<unknown>;
}

/** Labels, and what messages call their file. */
export interface NamedLabels extends LabelArray {
  readonly name: string;
}

/** Classes of samples. */
export interface Classes {
  /** Class of each sample, from 0: an array for each that was given. */
  readonly labels: readonly Int32Array[];
  /** What stood in the files for each class; null where the numbers were taken as they are. */
  readonly names: readonly string[] | null;
  /** Names of the files that hold one-hot vectors. */
  readonly oneHot: readonly string[];
}

type Label = number | bigint | string;

/**
 * Labels of any kind as classes 0 to K - 1, all arrays by one numbering: different values in ascending order, numbers by
 * value (false before true), texts by code units. Vectors with a single 1 and else 0 stand for the place of the 1.
 *
 * @param stated number of classes that is stated beforehand: whole numbers from 0 up to it are then taken as they are, and
 *   other labels must have as many different values
 * @throws RunError when a label is missing or no whole number, when there are several numbers a sample, or when there are
 *   more or fewer classes than is stated
 * @example classesOf([{ name: 'y', shape: [3], values: [1, -1, 1] }]).labels // [Int32Array.of(1, 0, 1)]
 */
export function classesOf(arrays: readonly NamedLabels[], stated: number | null = null): Classes {
  const oneHot = arrays.filter(isOneHot);
  const single = arrays.map((array) => ({ name: array.name, labels: singleLabels(array, oneHot) }));
  const texts = single.some(({ labels }) => labels.some((label) => typeof label === 'string'));
  const all = single.map(({ name, labels }) => ({ name, labels: texts ? labels.map(String) : labels }));
  const names = oneHot.map(({ name }) => name);
  const asTheyAre = (label: Label) => typeof label === 'number' && label >= 0 && label < stated!;
  if (stated !== null && all.every(({ labels }) => labels.every(asTheyAre)))
    return {
      labels: all.map(({ labels }) => Int32Array.from(labels as number[])),
      names: null,
      oneHot: names,
    };
  const order = [...new Set(all.flatMap(({ labels }) => labels))].sort((a, b) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
  if (stated !== null && order.length !== stated) throw otherCount(all, order, stated);
  const numbers = new Map(order.map((label, number) => [label, number]));
  return {
    labels: all.map(({ labels }) => Int32Array.from(labels, (label) => numbers.get(label)!)),
    names: order.map(String),
    oneHot: names,
  };
}

function singleLabels(array: NamedLabels, oneHot: readonly NamedLabels[]): Label[] {
  const { name, shape, values } = array;
  const samples = shape[0] ?? 0;
  if (oneHot.includes(array)) {
    const width = values.length / samples;
    return Array.from({ length: samples }, (_, i) => placeOfOne(values, i * width, width));
  }
  if (values.length !== samples) {
    throw new RunError(
      `${name} has the shape (${shape.join(', ')}); labels are one class a sample, or one-hot vectors`,
      { hint: 'save the classes themselves, such as labels.argmax(axis=1), or choose their column' },
    );
  }
  return Array.from(values, (value, at) => labelOf(value, at, name));
}

function labelOf(value: unknown, at: number, name: string): Label {
  if (isMissing(value) || Number.isNaN(value))
    throw new RunError(`${name}: label ${at} (counted from 0) is missing`, {
      hint: 'leave such samples out of every array',
    });
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return tidy(value);
  if (typeof value === 'string') return isWholeText(value) ? tidy(BigInt(value)) : value;
  if (Number.isSafeInteger(value)) return (value as number) + 0;
  const large = Number.isInteger(value);
  throw new RunError(
    `${name}: label ${at} (counted from 0) is ${value}, ${large ? 'beyond 2^53, where doubles leave whole numbers out' : 'not a whole number'}`,
    { hint: large ? 'save labels as integers' : 'labels are classes; a real-valued Y is not' },
  );
}

/** As a number where a double holds it, so that labels are the same whatever they were written in. */
function tidy(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Rows of two or more numbers of which one is 1 and all others 0. */
export function isOneHot({ shape, values }: LabelArray): boolean {
  const samples = shape[0] ?? 0;
  const width = values.length / samples;
  if (shape.length !== 2 || samples === 0 || width < 2) return false;
  for (let i = 0; i < samples; i++) if (placeOfOne(values, i * width, width) < 0) return false;
  return true;
}

/** -1 when it is no such vector. */
function placeOfOne(values: ArrayLike<unknown>, from: number, width: number): number {
  let place = -1;
  for (let at = 0; at < width; at++) {
    const value = values[from + at];
    if (value !== 0 && value !== 1 && value !== false && value !== true) return -1;
    if (Number(value) === 0) continue;
    if (place >= 0) return -1;
    place = at;
  }
  return place;
}

function otherCount(
  all: readonly { readonly name: string }[],
  order: readonly Label[],
  stated: number,
): RunError {
  const names = [...new Set(all.map(({ name }) => name))].join(' and ');
  const ends = order.length > 0 ? ` (${order[0]} to ${order.at(-1)})` : '';
  return new RunError(
    `${names} hold ${order.length} different labels${ends}, the study states ${stated} classes`,
    {
      hint: `whole numbers from 0 to ${stated - 1} are taken as they are; others are numbered in ascending order, and \`classes\` says how many they are`,
    },
  );
}
