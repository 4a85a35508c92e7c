/** After which update and epoch a file of weights was written; null for what is not told. */
export interface ToldMoment {
  readonly iteration: number | null;
  readonly epoch: number | null;
}

const word = (words: string) => new RegExp(`(?:^|[^a-z])(?:${words})[-_=. ]*(\\d+)`, 'i');
const epochs = word('epochs?|ep|e');
const updates = word('steps?|iterations?|iter|it|updates?|s');
const digits = /\d+/g;

/**
 * What the name of a file of weights says: the number behind `epoch` (`ep`, `e`), that behind `step` (`iteration`, `iter`, `it`,
 * `update`, `s`), else the last number as an update.
 * @example momentOfName('net/epoch=3-step=1407.safetensors') // { iteration: 1407, epoch: 3 }
 */
export function momentOfName(path: string): ToldMoment {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const name = base.replace(/\.[^.]*$/, '');
  const epoch = numberOf(epochs.exec(name)?.[1]);
  const iteration = numberOf(updates.exec(name)?.[1]);
  if (epoch !== null || iteration !== null) return { iteration, epoch };
  return { iteration: numberOf(name.match(digits)?.at(-1)), epoch: null };
}

function numberOf(text: string | undefined): number | null {
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isSafeInteger(number) ? number : null;
}
