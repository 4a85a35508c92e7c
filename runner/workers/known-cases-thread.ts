// A thread in which known cases are computed. It takes a `KnownCasesOrder` as its data and posts `KnownCasesAnswer`s.
import { parentPort, workerData } from 'node:worker_threads';
import { RunError } from '../../src/node/run-error.ts';
import { calibrate, settingsGroups } from '../calibration/calibrate.ts';
import type { KnownCasesAnswer, KnownCasesOrder } from '../calibration/calibrate-apart.ts';
import { openKinds } from '../plugins/plugin-kinds.ts';

const { asked, plugins, skip }: KnownCasesOrder = workerData;
const tell = (answer: KnownCasesAnswer) => parentPort!.postMessage(answer);
try {
  const kinds = await openKinds(plugins.filter(({ family }) => family === 'estimator'));
  const groups = await settingsGroups(asked, kinds);
  tell({ groups: groups.map(({ names }) => names) });
  for (const group of groups.slice(skip)) tell({ card: await calibrate(group, kinds) });
} catch (cause) {
  if (!(cause instanceof RunError)) throw cause;
  tell({ failure: cause.message });
}
