import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords } from '../../spec/wording.ts';
import { isJsonObject } from '../json.ts';
import type { Readable } from '../resolve/readable.ts';
import { conditionsOf } from './conditions.ts';
import { layersIn } from './row-source.ts';

/** A claim in words: `I(X;T) is non-increasing along C1, P1 and F1 (tolerance 0.02 bits)`. */
export function claimStatement(spec: EntrySpec, estimators: readonly (Readable | null)[]): string {
  const params = spec.params ?? {};
  const [estimator] = estimators;
  const { quantity } = estimator?.params ?? {};
  const training = `${params.split ?? 'test'} ${params.value ?? 'accuracy'}`;
  const subject = params.table === 'training' ? training : String(quantity ?? estimator?.name ?? spec.name);
  const layers = estimator?.layers ? layersIn(conditionsOf(spec, ['where']), estimator.layers) : [];
  const way = params.along === 'layer' ? joinWords(layers, 'and') : params.along;
  const unit = params.table === 'training' || !estimator?.unit ? '' : ` ${estimator.unit}`;
  const value = [params.bound, params.target, params.phase].find((one) => one !== undefined);
  const parts = [
    subject,
    typeof params.along === 'string' ? 'is' : '',
    spec.entry.kind,
    value === undefined ? '' : String(value),
    isJsonObject(params.than) ? JSON.stringify(params.than).replaceAll('"', '') : '',
    typeof way === 'string' && way !== '' ? `along ${way}` : '',
    typeof params.tolerance === 'number' ? `(tolerance ${params.tolerance}${unit})` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
