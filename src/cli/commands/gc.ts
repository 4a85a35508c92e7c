import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { captureBudget } from '../../config/capture-budget.ts';
import { bytesText } from '../../node/bytes-text.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { storeOf } from '../compile-file.ts';

export interface Options {
  readonly out: string;
  readonly dryRun?: boolean;
}

/**
 * `infoplane gc`: drops kept results, parts of pages and modules of plugins that no run refers to, checkpoints that nobody goes on from,
 * captures beyond the budget, and what killed workers and verifications left.
 */
export async function run(_args: readonly string[], options: Options, io: Io): Promise<number> {
  const { collectGarbage } = await import('../../../runner/run/garbage/collect-garbage.ts');
  const dryRun = options.dryRun ?? false;
  const { removed, kept, checkpoints, parts, plugins, leases, captures, bytes } = await collectGarbage(
    storeOf(io),
    resolve(io.cwd, options.out),
    { now: Date.now(), dryRun, captures: captureBudget(io.env).total },
  );
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const { collectVerifyPlaces } = await import('../../../runner/run/garbage/verify-places.ts');
  const places = await collectVerifyPlaces(tmpdir(), { now: Date.now(), dryRun });
  const told = [
    counted(removed, 'result'),
    ...(captures.removed > 0 ? [`captures of ${counted(captures.removed, 'probe')}`] : []),
    ...(checkpoints > 0 ? [`checkpoints of ${counted(checkpoints, 'training')}`] : []),
    ...(parts > 0 ? [`${counted(parts, 'part')} of pages`] : []),
    ...(plugins > 0 ? [`modules of ${counted(plugins, 'plugin')}`] : []),
    ...(leases > 0 ? [`${counted(leases, 'lease file')} of workers that are gone`] : []),
    ...(places > 0 ? [`${counted(places, 'folder')} of \`verify\` that was killed`] : []),
  ];
  const what = `${new Intl.ListFormat('en').format(told)} (${bytesText(bytes)})`;
  const left = captures.kept.captures > 0 ? `, and captures of ${bytesText(captures.kept.bytes)}` : '';
  io.out(`${dryRun ? 'would remove' : 'removed'} ${what}, ${kept} kept${left}\n`);
  return exitCodes.done;
}
