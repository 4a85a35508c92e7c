import type { EstimatorSubject, SettingProblem } from '../../../src/node/estimator-check.ts';
import type { KernelSettings } from './kernel-settings.ts';
import { isList } from './width-rules.ts';

/**
 * Settings that are of classes where Y is real-valued, or of real values where Y is a class.
 * @param ofY whether the quantity is about Y
 */
export function targetProblems(
  { labels, rule, ruleX }: KernelSettings,
  ofY: boolean,
  { from, said }: EstimatorSubject,
): SettingProblem[] {
  if (!from || from.classes === null) return [];
  if (from.classes) {
    if (!said?.includes('bandwidthY')) return [];
    const message = `the Y of \`${from.model}\` is a class, which has no width`;
    return [{ setting: ['bandwidthY'], message, hint: 'remove it, or say `labelKernel: { rbf: ... }`' }];
  }
  const problems: SettingProblem[] = [];
  if (ofY && labels !== 'delta') {
    const message = `the Y of \`${from.model}\` is real-valued, and \`labelKernel\` is of classes`;
    problems.push({ setting: ['labelKernel'], message, hint: 'give Y a width with `bandwidthY`' });
  }
  const rules = { bandwidth: isList(rule) ? null : rule, bandwidthX: ruleX };
  for (const [name, one] of Object.entries(rules)) {
    if (one?.kind !== 'kernel-alignment') continue;
    const message = `kernels are aligned with that of the classes, and the Y of \`${from.model}\` is real-valued`;
    problems.push({ setting: [name], message, hint: 'take another width, such as `median`' });
  }
  return problems;
}
