import { quantityName } from '../../../src/node/quantity.ts';
import type { JsonObject } from '../../../src/plan/plan.ts';
import type { FoundAnswer, KnownCase } from '../../contract/known-answers.ts';
import { isOfApart, isOverPairs, isPairBound, nullOf } from '../../estimation/renyi/asked-quantity.ts';
import type { KernelSettings } from '../../estimation/renyi/kernel-settings.ts';
import { orderOf } from '../../estimation/renyi/read-params.ts';
import { exact } from '../known-answers.ts';
import { twoVariables } from '../two-variables.ts';
import { narrowWidth, ofWidth, type RenyiParams, toleranceOf } from './case-settings.ts';
import { twoValues } from './null-cases.ts';
import { pairCases } from './pair-cases.ts';
import { mapsApart, type RedundancyCase, redundancyCases } from './redundancy-cases.ts';
import { renyiEntropy } from './renyi-entropy.ts';

/** Cases of a quantity and its permutations beside those that all quantities have. */
export function ownCases(params: RenyiParams, kernels: KernelSettings): KnownCase[] {
  if (isPairBound(params.quantity)) return boundCases(params, kernels);
  if (params.quantity !== 'relative-redundancy' && !isOfApart(params)) return permuted(params, kernels);
  return redundancyAnswers(params, kernels);
}

/** A case of the permutations that the study asks for, at widths where kernels tell same from different only. */
function permuted(params: RenyiParams, kernels: KernelSettings): KnownCase[] {
  const settings = nullOf(params);
  if (!settings) return [];
  const alpha = orderOf(params.alpha);
  const entropyOf = (...counts: readonly number[]) => Math.LN2 * renyiEntropy(counts, alpha);
  const halves = 2 * entropyOf(1, 1);
  const { sides, answer, tolerance, ...words } = twoValues(
    settings,
    (counts) => halves - entropyOf(...counts),
    exact,
  );
  const rows = sides.map((side) => [side]);
  const isP = settings.value === 'p';
  return [
    {
      ...words,
      quantity: quantityName({ quantity: 'I(X;Y)', null: { ...settings } }),
      capture: twoVariables(rows, rows),
      answer,
      tolerance: (found) =>
        tolerance + (isP ? 0 : toleranceOf({ ...found, method: found.method.split('; ')[0]! }, 6)),
      params: {
        ...ofWidth(params, kernels, 'I(X;T)', narrowWidth(kernels)),
        null: { ...settings },
      },
    },
  ];
}

/** Two maps, of which a target is the exclusive or, or which both are the target, by the bound that the study asks for. */
function boundCases(params: RenyiParams, kernels: KernelSettings): KnownCase[] {
  const settings = nullOf(params)!;
  const { quantity } = params;
  if (settings.value !== 'excess') return [];
  const over = isOverPairs(params);
  const of = quantity.startsWith('synergy') ? 'synergy' : 'redundancy';
  // a single pair, of which no permutation makes as much as there is
  const shareOf = (bits: number) =>
    params.pairs === 'share' ? bits : bits === 1 ? 1 / (1 + settings.permutations) : 1;
  return pairCases(of, over ? 40 : 400).map(({ answer, ...known }) => ({
    ...known,
    quantity: quantityName(params),
    answer: over ? shareOf(answer) : answer * Math.LN2,
    // what permutations leave of four states
    tolerance: over ? exact : 0.05,
    params: {
      ...ofWidth(
        { ...params, split: 'none' },
        { ...kernels, kernel: 'maps' },
        quantity,
        narrowWidth(kernels),
      ),
      ...(over ? { pairs: params.pairs } : {}),
      null: { ...settings, value: 'observed' },
    },
  }));
}

/** Redundancy of maps whose values are a few, in bits or relative, and of such maps permuted apart. */
function redundancyAnswers(params: RenyiParams, kernels: KernelSettings): KnownCase[] {
  const { quantity } = params;
  const settings = isOfApart(params) ? nullOf(params)! : null;
  const ofShare = quantity === 'relative-redundancy';
  const own = ofWidth(
    { ...params, split: 'none' },
    { ...kernels, kernel: 'maps' },
    quantity,
    narrowWidth(kernels),
  );
  const asCases = <Case extends RedundancyCase>(
    cases: readonly Case[],
    name: string,
    more: JsonObject,
    open: (known: Case) => number,
  ) =>
    cases.map((known) => ({
      about: known.about,
      quantity: name,
      capture: known.capture,
      answer: ofShare ? known.share : known.bits * Math.LN2,
      // the sum behind a share is a bit or more
      tolerance: ({ method, stderr }: FoundAnswer) =>
        toleranceOf({ method: method.split('; ')[0]!, stderr }, 12) + 5 * open(known),
      source: known.source,
      params: { ...own, ...more },
    }));
  if (!settings) return asCases(redundancyCases(40), quantity, {}, () => 0);
  const withNull = { null: { ...settings, maps: 'apart' } };
  const known = mapsApart(settings, orderOf(params.alpha));
  // of permuted maps a share is over a small sum
  const per = ofShare ? 1 / known.sum : Math.LN2;
  return asCases([known], quantityName(params), withNull, ({ open }) =>
    settings.value === 'observed' ? 0 : open * per,
  );
}
