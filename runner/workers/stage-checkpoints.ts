import { RunError } from '../../src/node/run-error.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import type { Hold } from '../contract/hold.ts';
import type { EventListener } from '../contract/run-events.ts';
import type { CaptureKeeper } from '../store/capture-keeper.ts';
import { KeptCheckpoints } from '../store/checkpoints.ts';
import type { Store } from '../store/store.ts';

/** Seconds between two checkpoints of a training. */
const defaultSeconds = 10;

/**
 * The checkpoints of a stage, told of as events of the run.
 * @param key of the result that the stage gives
 * @param runner `fresh` removes what is there; `env` may say the seconds in INFOPLANE_CHECKPOINT_SECONDS
 */
export async function openStageCheckpoints(
  { id, training }: StagePlan,
  key: string,
  runner: {
    readonly store: Store;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly listen: EventListener;
    readonly fresh: boolean;
    readonly hold: Hold;
  },
  captures: CaptureKeeper,
): Promise<KeptCheckpoints> {
  const { store, env, listen, fresh, hold } = runner;
  const checkpoints = new KeptCheckpoints(store.folder, key, {
    seconds: secondsOf(env.INFOPLANE_CHECKPOINT_SECONDS),
    now: () => performance.now(),
    warn: (message) => listen({ event: 'warning', message: `${id}: ${message}` }),
    captures,
    hold,
    tell(what, iteration) {
      if (what === 'saved') listen({ event: 'stage-saved', stage: id, iteration });
      else listen({ event: 'stage-resumed', stage: id, iteration, updates: training.updates });
    },
  });
  if (fresh) await checkpoints.clear();
  return checkpoints;
}

function secondsOf(text: string | undefined): number {
  if (text === undefined || text === '') return defaultSeconds;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new RunError(`INFOPLANE_CHECKPOINT_SECONDS is ${JSON.stringify(text)}`, {
    hint: 'it must be a number of seconds, such as 10; 0 saves as often as it goes',
    exitCode: 2,
  });
}
