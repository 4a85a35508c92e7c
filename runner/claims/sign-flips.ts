import { randomStream } from '../random/stream.ts';

const mostExact = 12;
const draws = 4000;

/**
 * One-sided p of differences, one for each independent trial, under the null that each is as likely negative as positive:
 * the share of sign flips whose mean is at least the observed one. All 2^n flips for up to 12 trials, else 4000
 * random ones.
 *
 * @returns null for fewer than five trials, of which none can have p below 0.05
 * @source Fisher 1935, The Design of Experiments, section 21
 * @example signFlips([1, 1, 1, 1, 1]) // 1 / 32
 */
export function signFlips(differences: readonly number[]): number | null {
  const count = differences.length;
  if (count < 5) return null;
  const observed = differences.reduce((sum, value) => sum + value, 0);
  const slack = 1e-12 * differences.reduce((sum, value) => sum + Math.abs(value), 0);
  const exact = count <= mostExact;
  const flips = exact ? 2 ** count : draws;
  const random = randomStream(count, 'sign-flips');
  let asGreat = exact ? 0 : 1;
  for (let flip = 0; flip < flips; flip++) {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const positive = exact ? (flip >> i) & 1 : random.integer(2);
      sum += positive === 1 ? differences[i]! : -differences[i]!;
    }
    if (sum >= observed - slack) asGreat++;
  }
  return asGreat / (exact ? flips : flips + 1);
}
