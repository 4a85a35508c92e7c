import { misuse } from '../node/run-error.ts';
import { type CaptureBudget, defaultBudget } from '../plan/keeping.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Bytes that kept captures may take: INFOPLANE_CAPTURES_PER_PROBE and INFOPLANE_CAPTURES_TOTAL, such as `500MB` or `0`; 256 MB and
 * 20 GB when they are not set.
 * @throws RunError (wrong use) when one of them is no amount
 */
export function captureBudget(env: Environment): CaptureBudget {
  return {
    perProbe: amountOf(env, 'INFOPLANE_CAPTURES_PER_PROBE') ?? defaultBudget.perProbe,
    total: amountOf(env, 'INFOPLANE_CAPTURES_TOTAL') ?? defaultBudget.total,
  };
}

const units: Readonly<Record<string, number>> = { '': 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

function amountOf(env: Environment, name: string): number | null {
  const text = env[name]?.trim() ?? '';
  if (text === '') return null;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgt]?b|)$/i.exec(text) ?? [];
  const factor = units[unit.toLowerCase() === 'b' ? '' : unit.toLowerCase()];
  if (number !== undefined && factor !== undefined) return Math.round(Number(number) * factor);
  throw misuse(`${name} is ${JSON.stringify(text)}, which is no amount`, 'say for example 500MB, 20GB or 0');
}
