import type { KernelDivisor } from '../../contract/numerics.ts';
import { isSmoothed, standardGrid, standardSmoothing, type WidthRule } from './width-rules.ts';

/** One kernel a feature map, multiplied together, or one on the whole feature tensor. */
export type LayerKernel = 'maps' | 'tensor';

/** Same class or not, or a Gaussian kernel on one-hot labels. */
export type LabelKernel = 'delta' | { readonly rbf: WidthRule };

/** Everything that decides the kernels. */
export interface KernelSettings {
  readonly kernel: LayerKernel;
  readonly divisor: KernelDivisor;
  /** Width of T (or of each of its maps), or a width for each map. */
  readonly rule: WidthRule | readonly number[];
  /** Width of X, or of dL. */
  readonly ruleX: WidthRule | null;
  /** Width of a real-valued Y; X's when left out. */
  readonly ruleY?: WidthRule;
  readonly labels: LabelKernel;
}

/** Silverman's rule with the paper's factor for activations, a kernel a feature map, labels alike or not. */
export const standardKernels: KernelSettings = {
  kernel: 'maps',
  divisor: '2s2',
  rule: { kind: 'silverman', h: 5, exponent: 'classical' },
  ruleX: null,
  labels: 'delta',
};

/** Conventions of published code by name; docs/conventions.md has them as a table. */
export const presets = {
  'yu-2018': { ...standardKernels, rule: { kind: 'silverman', h: 5, exponent: 'paper' } },
  'wickstrom-2019': {
    kernel: 'tensor',
    divisor: 's2',
    rule: { kind: 'kernel-alignment', grid: standardGrid, smoothing: standardSmoothing },
    ruleX: { kind: 'fixed', width: 8 },
    labels: { rbf: { kind: 'fixed', width: 0.1 } },
  },
  'yu-2020': standardKernels,
} as const satisfies Record<string, KernelSettings>;

/** Whether widths of T or of what stands in the place of X are averaged over the rows of a training. */
export function hasSmoothed({ rule, ruleX }: KernelSettings): boolean {
  return [rule, ruleX].some((one) => one && 'kind' in one && isSmoothed(one));
}
