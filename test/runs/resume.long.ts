import { afterAll, describe, expect, it } from 'vitest';
import { KillingGround, type Moment, type Outcome, tally } from './killed-runs.ts';

/** Rounds of each kind; each begins anew, is killed once or more, and is finished. */
const rounds: Record<string, readonly (readonly [Moment, count: number])[]> = {
  'onnx/cpu': [
    ['in training', 16],
    ["in a checkpoint's write", 8],
    ['after the training', 8],
  ],
  'tfjs/cpu': [
    ['in training', 5],
    ["in a checkpoint's write", 2],
    ['after the training', 1],
  ],
};

for (const [engine, kinds] of Object.entries(rounds)) {
  describe(`kill -9 at random moments, ${engine}`, () => {
    const outcomes: { moment: Moment; outcome: Outcome }[] = [];
    afterAll(() => console.log(`${engine}: ${tally(outcomes)}`));

    it('every run goes on to the same tables', async () => {
      const ground = await KillingGround.open(engine);
      try {
        const lasts = await ground.measure();
        const whole = await ground.tables();
        expect(whole.size).toBe(8);
        const captures = await ground.captures();
        expect(captures.size).toBe(3);
        for (const [moment, count] of kinds) {
          const length = moment === 'in training' ? lasts.training : lasts.after;
          for (let round = 0; round < count; ) {
            const times = 1 + Math.floor(2.5 * Math.random() ** 2);
            const outcome = await ground.killAndFinish(moment, Math.random() * length, times);
            expect(outcome.tables).toEqual(whole);
            expect(outcome.captures).toEqual(captures);
            const went = moment === 'after the training' ? 'over what was kept' : 'on from a checkpoint';
            if (outcome.kills === 0 || outcome.went !== went) continue; // it was further already: another moment
            round++;
            outcomes.push({ moment, outcome });
            console.log(`${engine}, ${moment}: ${outcome.kills} kills, went ${went}`);
          }
        }
      } finally {
        ground.remove();
      }
    });
  });
}
