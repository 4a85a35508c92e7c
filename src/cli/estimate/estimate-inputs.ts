import type { Arrays } from '../../../runner/estimation/estimate-arrays.ts';
import type { HeaderRule } from '../../../runner/readers/csv-header.ts';
import type { NdArray } from '../../../runner/readers/nd-array.ts';
import { misuse, type RunError } from '../../node/run-error.ts';
import type { Io } from '../command.ts';

/** Files of arrays, as the command line names them, and how they are read. */
interface InputFiles {
  readonly x?: string;
  readonly t?: string;
  readonly y?: string;
  readonly labels?: string;
  readonly layout?: 'nhwc' | 'nchw';
  readonly header?: HeaderRule;
}

/**
 * Reads the arrays that a quantity needs. Labels of any kind become classes from 0; see `classesOf`.
 * @param needs of `X`, `T`, `Y` (classes or real values) and `labels` (classes)
 * @throws RunError (exit code 2) when one is missing or Y is given twice; else as `openArray` and `classesOf`
 */
export async function readInputs(
  quantity: string,
  needs: readonly string[],
  files: InputFiles,
  io: Pick<Io, 'cwd' | 'err'>,
): Promise<Arrays> {
  requireFiles(quantity, needs, files);
  const { openArray, rulesIn } = await import('../../../runner/readers/read-array.ts');
  const warn = (message: string) => io.err(`warning: ${message}\n`);
  const rules = rulesIn(io.cwd, { header: files.header ?? 'auto', headerOption: '--header', warn });
  const open = async (name: 'x' | 't' | 'y' | 'labels', ...uses: readonly string[]) => {
    const path = files[name];
    const isNeeded = uses.some((use) => needs.includes(use));
    return isNeeded && path !== undefined ? { path, stored: await openArray(path, rules) } : null;
  };
  const x = (await open('x', 'X'))?.stored.numbers();
  const t = (await open('t', 'T'))?.stored.numbers();
  const y = (await open('y', 'Y'))?.stored.numbers();
  const labels = await open('labels', 'Y', 'labels');
  if (t && files.layout === undefined) tellLayout(t, warn);
  if (y) await tellClasses(y, files.y!, warn);
  return {
    ...(x && { x }),
    ...(t && { t }),
    ...(y && { y }),
    ...(labels && { labels: await classNumbers(labels.path, labels.stored.labels(), warn) }),
  };
}

function requireFiles(quantity: string, needs: readonly string[], { x, t, y, labels }: InputFiles): void {
  if (needs.includes('X') && x === undefined) throw missing(quantity, 'X', '--x FILE');
  if (needs.includes('T') && t === undefined) throw missing(quantity, 'T', '--t FILE');
  if (needs.includes('Y') && y === undefined && labels === undefined) {
    throw missing(quantity, 'Y', '--labels FILE (classes) or --y FILE (real values)');
  }
  if (needs.includes('labels') && labels === undefined) {
    throw missing('a width by kernel alignment', 'labels', '--labels FILE');
  }
  if (y !== undefined && labels !== undefined && needs.includes('Y')) {
    throw misuse('--y and --labels are both Y', 'give one of them');
  }
}

function missing(quantity: string, variable: string, option: string): RunError {
  return misuse(`${quantity} needs ${variable}`, `give ${option}`);
}

async function classNumbers(
  name: string,
  array: { readonly shape: readonly number[]; readonly values: ArrayLike<unknown> },
  warn: (message: string) => void,
): Promise<NdArray> {
  const { classesOf } = await import('../../../runner/readers/class-labels.ts');
  const { labels, oneHot } = classesOf([{ name, ...array }]);
  if (oneHot.length > 0) warn(`${name}: one-hot vectors are read as the classes that they stand for`);
  return { shape: [labels[0]!.length], values: Float64Array.from(labels[0]!) };
}

/** Square maps behind the first axis, where none are before the last, are how channels come first. */
function tellLayout({ shape }: NdArray, warn: (message: string) => void): void {
  const [, a, b, c] = shape;
  if (shape.length !== 4 || a === b || b !== c) return;
  warn(
    `T of shape (${shape.join(', ')}) is read with its channels last, as ${c} maps of ${a} x ${b}: if it is ${a} maps of ${b} x ${c}, say --layout nchw; if not, --layout nhwc`,
  );
}

/** Whole numbers that come again are often classes, and a real-valued Y takes 2 to be between 1 and 3. */
async function tellClasses(y: NdArray, path: string, warn: (message: string) => void): Promise<void> {
  const { isOneHot } = await import('../../../runner/readers/class-labels.ts');
  const samples = y.shape[0] ?? 0;
  const different = new Set(y.values).size;
  const isSingle = y.values.length === samples;
  const areClasses = isSingle && 2 * different <= samples && y.values.every(Number.isInteger);
  if (!areClasses && !isOneHot(y)) return;
  const what = isSingle ? `${different} different whole numbers` : 'one-hot vectors';
  warn(`--y is real-valued, and ${path} holds ${what}: if they are classes, give --labels ${path}`);
}
