import { ownName } from '../../src/node/own-name.ts';
import type { Engine } from '../contract/engine.ts';
import type { CrewTask } from './crew-task.ts';
import { runWorker } from './worker.ts';

/** One worker in this process, which waits as long as other processes have what is left. */
export async function workHere(task: CrewTask, engine: Engine): Promise<void> {
  const { run, folder, plan, order, env, signal, listen } = task;
  await runWorker({
    run,
    folder,
    plan,
    order,
    engine,
    id: `process-${ownName()}`,
    index: 0,
    patience: Number.POSITIVE_INFINITY,
    env,
    signal,
    listen,
    found: (stage) => listen({ event: 'stage-kept', stage }),
    partial: (stage, result) => folder.writePartial(stage.key, result),
    lastWords: async () => '',
  });
  await task.ledger.refresh();
}
