import type { ClaimTrial } from '../../contract/claim.ts';
import type { ClaimValue } from './claim-values.ts';

/**
 * Gives the names of the trials that a value belongs to: that of its row; of a comparison between seeds that of the other seed too, so
 * that a trial has all pairs of its network, both ways. None for a row of no trial of the claim.
 */
export function trialsOfValue(
  units: ReadonlyMap<string, ClaimTrial>,
): (value: Pick<ClaimValue, 'row'>) => readonly string[] {
  const bySeed = new Map<string, string>();
  for (const { setting, seed, name } of units.values()) bySeed.set(`${seed}\n${setting}`, name);
  return ({ row }) => {
    const unit = units.get(String(row.trial));
    if (!unit) return [];
    const { seed_2 = null } = row;
    const other = seed_2 === null || seed_2 === row.seed ? null : bySeed.get(`${seed_2}\n${unit.setting}`);
    return other && other !== unit.name ? [unit.name, other] : [unit.name];
  };
}
