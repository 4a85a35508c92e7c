import { listed } from '../../../src/node/listed.ts';
import type { EntropyMethod, EntropyTerm } from './entropy-term.ts';

/** Share of log2 n above which an entropy is saturated: nearly all samples look different from all others. */
const saturation = 0.98;

/** Most names that an alarm lists. */
const mostNames = 6;

/**
 * What is wrong with the entropies behind an estimate, such as `saturated: H(X), H(X,T)` or `collapsed: T`.
 *
 * Saturated: H / log2 n > 0.98, the kernel is too narrow to see likeness, and differences between layers vanish.
 * Collapsed: a Gram matrix is all ones, the kernel is too wide (or the variable constant), and its entropy is 0.
 * @param beside names of collapsed variables that are in no term: the feature map that a value leaves out
 */
export function alarms(terms: readonly EntropyTerm[], beside: readonly string[] = []): string[] {
  const saturated = terms.filter(isSaturated);
  const found: string[] = [];
  if (saturated.length > 0)
    found.push(
      `saturated: ${listed(
        saturated.map(({ name }) => name),
        mostNames,
      )}`,
    );
  const collapsed = [...new Set([...terms.flatMap((term) => term.collapsed), ...beside])];
  if (collapsed.length > 0) found.push(`collapsed: ${listed(collapsed, mostNames)}`);
  return found;
}

function isSaturated({ samples, bits }: EntropyTerm): boolean {
  return samples > 1 && bits() / Math.log2(samples) > saturation;
}

/** From the finest to the roughest. */
const methods: readonly EntropyMethod[] = [
  'class-counts',
  'frobenius',
  'spectrum-f64',
  'rational-f64',
  'spectrum-f32',
  'lanczos',
  'lanczos-tiles',
];

/** Whether values by a method have a standard error. */
export function hasError(method: string | null | undefined): boolean {
  return method?.startsWith('lanczos') ?? false;
}

/** How a value was had that is a sum of entropies: the roughest of their methods. */
export function methodOf(terms: readonly EntropyTerm[]): EntropyMethod {
  return methods[Math.max(0, ...terms.map(({ method }) => methods.indexOf(method)))]!;
}
