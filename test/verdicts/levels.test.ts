import { describe, expect, test } from 'vitest';
import { claimRules } from '../../runner/claims/claim-rules.ts';
import { trendTest } from '../../runner/claims/judging/trend-test.ts';
import { settingVerdict } from '../../runner/claims/setting-verdict.ts';
import type { Place, TrialFinding } from '../../runner/contract/claim.ts';
import type { RandomStream } from '../../runner/contract/random-stream.ts';
import { randomStream } from '../../runner/random/stream.ts';

const repeats = 4000;

const normal = (random: RandomStream) => random.normal();

/** Worst margins of trials, and what their mean would be over many trials. */
interface Source {
  readonly name: string;
  readonly draw: (random: RandomStream) => number;
  readonly truth: number;
  readonly least: number;
}

const minimum = (random: RandomStream) => Math.min(...Array.from({ length: 15 }, () => normal(random)));

const sources: readonly Source[] = [
  { name: 'normal', draw: normal, truth: 0, least: 0.93 },
  // the mean of the least of 15 standard normal values
  { name: 'minima of 15', draw: minimum, truth: -1.7359134449, least: 0.93 },
  { name: 'exponential', draw: (random) => -Math.log(1 - random.next()), truth: 1, least: 0.87 },
];

const trialOf = (margin: number): TrialFinding => ({
  trial: 'x',
  cases: 1,
  violations: margin < 0 ? 1 : 0,
  missing: 0,
  worstMargin: margin,
  vacuous: false,
});

function judged(margins: readonly number[], places: readonly Place[] = [], on: 'trial' | 'mean' = 'trial') {
  return settingVerdict(margins.map(trialOf), places, claimRules({ params: { on } }, { stages: [] }));
}

describe('coverage of the interval over trials', () => {
  for (const { name, draw, truth, least } of sources) {
    test.each([3, 5, 10])(`${name}, %i trials`, (trials) => {
      const random = randomStream(trials, 'coverage', name);
      let covered = 0;
      for (let i = 0; i < repeats; i++) {
        const { low, high } = judged(Array.from({ length: trials }, () => draw(random)));
        if (low! <= truth && truth <= high!) covered++;
      }
      console.log(
        `${name}, ${trials} trials: the interval covers in ${((100 * covered) / repeats).toFixed(1)} %`,
      );
      expect(covered / repeats).toBeGreaterThanOrEqual(least);
    });
  }

  test.each([3, 5, 10])('14 tied means: the interval of the worst one, %i trials', (trials) => {
    const random = randomStream(trials, 'tied');
    let covered = 0;
    for (let i = 0; i < repeats / 4; i++) {
      const { low, high } = tiedMeans(14, trials, random);
      if (low! <= 0 && 0 <= high!) covered++;
    }
    console.log(
      `the worst of 14 tied means, ${trials} trials: covered in ${((400 * covered) / repeats).toFixed(1)} %`,
    );
    expect(covered / (repeats / 4)).toBeGreaterThanOrEqual(0.93);
  });
});

/** A claim on `count` means that are all at the border. */
function tiedMeans(count: number, trials: number, random: RandomStream) {
  const places = Array.from({ length: count }, (_, row): Place => {
    const margins = Array.from({ length: trials }, () => normal(random));
    const name = `place ${row}`;
    return { place: name, what: name, epoch: null, strict: false, row, pair: false, sample: { margins } };
  });
  return judged(
    Array.from({ length: trials }, () => 0),
    places,
    'mean',
  );
}

describe('a claim at its border', () => {
  test.each([2, 3, 5, 10])('holds in at most 5 %, by %i trials', (trials) => {
    const random = randomStream(trials, 'border');
    const shares = sources
      .filter(({ name }) => name !== 'exponential')
      .map(({ name, draw, truth }) => {
        let held = 0;
        let failed = 0;
        for (let i = 0; i < repeats; i++) {
          const { verdict } = judged(Array.from({ length: trials }, () => draw(random) - truth));
          if (verdict === 'holds') held++;
          if (verdict === 'fails') failed++;
        }
        console.log(
          `${name} at the border, ${trials} trials: holds ${((100 * held) / repeats).toFixed(1)} %, fails ${((100 * failed) / repeats).toFixed(1)} %`,
        );
        return held / repeats;
      });
    for (const share of shares) expect(share).toBeLessThanOrEqual(0.05);
  });

  test.each([2, 3, 5, 10])('on 14 means it holds, and fails, in at most 5 %, by %i trials', (trials) => {
    const random = randomStream(trials, 'border of means');
    const verdicts = Array.from({ length: repeats / 4 }, () => tiedMeans(14, trials, random).verdict);
    const share = (wanted: string) => verdicts.filter((one) => one === wanted).length / verdicts.length;
    console.log(
      `14 means at the border, ${trials} trials: holds ${(100 * share('holds')).toFixed(1)} %, fails ${(100 * share('fails')).toFixed(1)} %`,
    );
    expect(share('holds')).toBeLessThanOrEqual(0.05);
    expect(share('fails')).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / verdicts.length));
  });
});

describe('the trend of one training', () => {
  const settings = [0, 0.5, 0.9].flatMap((rho) => [40, 200, 1000].map((rows) => ({ rho, rows })));

  test.each(settings)(
    'AR(1) of $rho without a trend, $rows rows: rejected in at most 7 %',
    ({ rho, rows }) => {
      const random = randomStream(rows, 'trend', rho);
      const times = Array.from({ length: rows }, (_, i) => i);
      const count = rows === 1000 ? 1500 : 3000;
      let rejected = 0;
      for (let i = 0; i < count; i++) {
        let value = normal(random);
        const values = times.map(() => {
          const now = value;
          value = rho * value + Math.sqrt(1 - rho ** 2) * normal(random);
          return now;
        });
        if (trendTest(times, values, 0.05).tested!.p <= 0.05) rejected++;
      }
      console.log(`AR(1) of ${rho}, ${rows} rows: rejected in ${((100 * rejected) / count).toFixed(1)} %`);
      expect(rejected / count).toBeLessThanOrEqual(0.07);
    },
  );

  test('a trend through the same noise is found', () => {
    const random = randomStream(1, 'power');
    const values = Array.from({ length: 200 }, (_, i) => i / 50 + normal(random));
    const found = trendTest(
      values.map((_, i) => i),
      values,
      0.05,
    );
    expect(found.tested!.p).toBeLessThan(1e-6);
    expect(Math.abs(found.change - 199 / 50)).toBeLessThan(1);
  });
});
