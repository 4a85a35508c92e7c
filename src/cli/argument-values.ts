import { InvalidArgumentError } from 'commander';

/** Reads a count of at most so many, such as `--jobs 2`. */
export function wholeNumber(most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  };
}

/** Numbers of updates, such as `0,469,last`, or `all`. */
export function iterationsOf(value: string): 'all' | (number | 'last')[] {
  if (value === 'all') return 'all';
  return value.split(',').map((one) => {
    if (one === 'last') return one;
    if (/^\d{1,15}$/.test(one)) return Number(one);
    throw new InvalidArgumentError(
      'It must be numbers of updates and `last`, with commas between, or `all`.',
    );
  });
}
