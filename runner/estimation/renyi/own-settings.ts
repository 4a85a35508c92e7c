import type { EstimatorSubject, SettingProblem } from '../../../src/node/estimator-check.ts';
import { nullProblems } from '../permutation-null.ts';
import { isExcess, isOverPairs, isPairBound } from './asked-quantity.ts';
import type { RenyiNull, RenyiQuestion, RenyiSettings } from './renyi-settings.ts';

type Params = RenyiSettings & Omit<RenyiQuestion, 'probe'>;

/** Settings that are of the bounds of pairs alone, or of effective rank, or not of them. */
export function ownProblems(params: Params, { said }: EstimatorSubject): SettingProblem[] {
  const { quantity, kernel, of, split } = params;
  const ofPairs = pairProblems(params);
  if (ofPairs.length > 0) return ofPairs;
  if (quantity !== 'effective-rank') {
    const ofRank = kernel !== undefined && kernel !== 'maps' && kernel !== 'tensor';
    return [
      ...(ofRank
        ? [
            wrong(
              'kernel',
              `\`kernel: ${kernel}\` is of effective-rank, not of ${quantity}`,
              'take maps or tensor',
            ),
          ]
        : []),
      ...(of === 'X' ? [wrong('of', `\`of\` is of effective-rank, not of ${quantity}`, 'leave it out')] : []),
    ];
  }
  const whole = 'effective-rank takes a layer with its maps flattened';
  const mapsSaid = kernel === 'maps' && said?.includes('kernel');
  return [
    ...(kernel === 'tensor' || mapsSaid
      ? [wrong('kernel', `${whole}, and its kernel is not \`${kernel}\``, 'take gaussian, cosine or linear')]
      : []),
    ...(split === 'units' ? [wrong('split', whole, 'leave `split` out')] : []),
  ];
}

/** Settings of the bounds of pairs. */
function pairProblems(params: Params): SettingProblem[] {
  const { quantity, bound, pairs } = params;
  const beside = isPairBound(quantity) ? [] : (['bound', 'pairs'] as const);
  const stray = beside.find((setting) => params[setting] !== undefined);
  if (stray) {
    const message = `\`${stray}\` is of the synergy or redundancy of pairs, not of ${quantity}`;
    return [wrong(stray, message, 'leave it out')];
  }
  if (!isOverPairs(params) || bound === undefined || bound === 'lower') return [];
  const message = `\`pairs: ${pairs}\` is of what any decomposition says, and \`bound: ${bound}\` is not`;
  return [wrong('bound', message, 'leave `bound` out, or take each pair')];
}

/** Permutations that are not of the quantity, or too few. */
export function permutationProblems(params: Params): SettingProblem[] {
  const { quantity, null: given, pairs } = params;
  if (isOverPairs(params) && given) {
    const { value } = given;
    if (value === undefined || value === 'observed')
      return nullProblems({ ...given, value: 'p' }, quantity, { isInformation: true, why: '' });
    const message = `\`pairs: ${pairs}\` says what is made of the permutations, not \`value: ${value}\``;
    return [{ setting: ['null', 'value'], message, hint: 'leave `value` out, or take each pair' }];
  }
  if (given?.maps === 'apart') return apartProblems(quantity, given);
  const isInformation = quantity !== 'effective-rank' && !quantity.startsWith('H(');
  const problems = nullProblems(given, quantity, {
    isInformation,
    why: 'is no information, so there is nothing that permutations take away',
  });
  if (!isExcess(quantity) || (given?.value !== 'excess' && given?.value !== 'mean')) return problems;
  const message = `${quantity} is the excess over the permuted mean already`;
  return [
    ...problems,
    { setting: ['null', 'value'], message, hint: 'leave `value` out, or ask for the spread or p' },
  ];
}

/** Permutations of each map by itself, of what they say nothing about. */
function apartProblems(quantity: Params['quantity'], { value }: RenyiNull): SettingProblem[] {
  if (quantity !== 'redundancy' && quantity !== 'relative-redundancy') {
    const message = `\`maps: apart\` is of redundancy and relative-redundancy, not of ${quantity}`;
    return [{ setting: ['null', 'maps'], message, hint: 'leave `maps` out' }];
  }
  if (value !== 'p' && value !== 'spread') return [];
  const message = `single maps are permuted in turn, so that there is no \`value: ${value}\` over whole permutations`;
  return [{ setting: ['null', 'value'], message, hint: 'ask for the mean or the excess' }];
}

function wrong(setting: string, message: string, hint: string): SettingProblem {
  return { setting: [setting], message, hint };
}
