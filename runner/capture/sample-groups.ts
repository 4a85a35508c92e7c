import type { ProbePlan } from '../../src/plan/plan.ts';

/** Probes that look at the same samples at the same rows, at the signals of one loss: in a captures folder they are one. */
export interface SampleGroup {
  readonly name: string;
  /** Whether the samples are the same in every row. */
  readonly fixed: boolean;
  /** Indices of the probes. */
  readonly probes: readonly number[];
}

/**
 * Groups probes by samples and rows. The first group on mini-batches is called `batch`, the first on fixed samples by their part of
 * the data set; further ones are called after their first probe.
 */
export function sampleGroups(
  probes: readonly Pick<ProbePlan, 'name' | 'sample' | 'rows' | 'loss'>[],
): SampleGroup[] {
  const found = new Map<string, number[]>();
  for (const [index, { sample, rows, loss = null }] of probes.entries()) {
    const key = JSON.stringify([sample, rows, loss]);
    found.set(key, [...(found.get(key) ?? []), index]);
  }
  const taken = new Set<string>();
  return [...found.values()].map((own) => {
    const { sample, name } = probes[own[0]!]!;
    const wanted = sample === 'batch' ? sample : sample.split;
    const free = [wanted, name, ...own.map((index) => `${name}-${index}`)].find((one) => !taken.has(one))!;
    taken.add(free);
    return { name: free, fixed: sample !== 'batch', probes: own };
  });
}
