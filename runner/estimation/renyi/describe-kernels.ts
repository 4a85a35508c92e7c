import type { KernelSettings } from './kernel-settings.ts';
import { describeRule, isList } from './width-rules.ts';

/** Kernels in words, for the column `bandwidth`. */
export function describeKernels({ rule, ruleY, divisor, kernel }: KernelSettings): string {
  const widths = isList(rule) ? `listed ${rule.join(', ')}` : describeRule(rule);
  const rest = [
    ruleY ? `, Y ${describeRule(ruleY)}` : '',
    divisor === '2s2' ? '' : `, divisor ${divisor}`,
    kernel === 'tensor' ? ', tensor kernel' : '',
  ];
  return `${widths}${rest.join('')}`;
}
