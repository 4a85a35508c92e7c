// What bench/run.mjs measures: jobs, with infoplane's commands, those of its peers, and the aims that were set before.

import { largeSteps, mainJobs, sideBySide, smallSteps, spectra } from './peer-jobs.mjs';

/**
 * @param how `python`: of the peers' environment, null where there is none; `debian`: a Python with Debian's PyTorch 1.13, or null; `mnist`: folder of the unpacked
 *   digits; `kept`: folder for a quickstart of which all is kept; `short`: fewer steps, and of the peers only PyTorch as it is
 * @returns for each job its `key` (for `--only`) and `name`, infoplane's commands (`ours`: the best of them counts), what they are held against (`peers`: the best of
 *   them counts) and the `aim`: the greatest ratio, or, where there are no peers, the most of what the commands `measure` (`milliseconds` when left out, or `megabytes`);
 *   `elsewhere` where infoplane's work is done in processes whose CPU time is not known; `rounds` where fewer than usual do, since each takes long; jobs of the
 *   same `turn` are measured together. Those that take longest come last
 */
export function jobsOf(how) {
  return [
    ...smallSteps(how),
    ...mainJobs(how),
    ...spectra(how),
    ...settings(how),
    ...commands(how),
    ...memories(how),
    ...largeSamples(how),
    ...sideBySide(how),
    ...largeSteps(how),
  ];
}

/** Those of the jobs that are named by their keys, `step,spectra`; all when nothing is. @throws Error when there is no such job */
export function chosen(jobs, only) {
  if (only === '') return jobs;
  const keys = only.split(',').map((key) => key.trim());
  const unknown = keys.filter((key) => !jobs.some((job) => job.key === key));
  if (unknown.length === 0) return jobs.filter(({ key }) => keys.includes(key));
  throw new Error(`no job ${unknown.join(', ')}; there are ${jobs.map(({ key }) => key).join(', ')}`);
}

function settings({ short }) {
  return [
    {
      key: 'fifty',
      name: 'fifty settings in one training, an iteration',
      ours: [`node bench/main-job.mjs --iterations ${short ? 50 : 150} --settings`],
      peers: [],
      aim: 42,
    },
    {
      key: 'settings',
      name: '64 feature maps: redundancy, all marginals and 2,016 pairs with X',
      ours: [`node bench/settings.mjs --runs ${short ? 1 : 5}`],
      peers: [],
      rounds: 1,
      aim: 1500,
    },
  ];
}

const main = 'dist/src/cli/main.js';

function commands({ kept, short }) {
  const timed = (args) => [`node bench/command.mjs --repeats ${short ? 1 : 9} ${args}`];
  const ofKept = (command) => [`node bench/kept.mjs ${command} --folder ${kept} --repeats ${short ? 1 : 5}`];
  const side = '{range: [1, 100]}';
  const matrix = `matrix={models.lenet5.layers.C1.filters: ${side}, models.lenet5.layers.F1.units: ${side}}`;
  const absolute = [
    ['kept-run', '`run` of a quickstart of which all is kept', ofKept('run'), 1000],
    ['kept-report', '`report` of it', ofKept('report'), 800],
    ['kept-claim', '`run` of it with a changed claim', ofKept('claim'), 1000],
    [
      'plan',
      '`plan` of 10,000 different networks',
      timed(`${main} plan specs/quickstart.yaml --set '${matrix}'`),
      2000,
    ],
  ].map(([key, name, ours, aim]) => ({ key, name, ours, peers: [], aim }));
  return [
    {
      key: 'validate',
      name: '`validate` of the quickstart, against `node -e 0`',
      ours: timed(`${main} validate specs/quickstart.yaml`),
      peers: timed('-e 0'),
      aim: 2.2,
    },
    ...absolute,
  ];
}

function memories({ short }) {
  const [samples, epochs] = short ? [10_000, 1] : [60_000, 10];
  const discrete = {
    turn: 'discrete',
    ours: [`node bench/discrete.mjs --samples ${samples}`],
    peers: [],
  };
  return [
    {
      key: 'discrete',
      name: `\`discrete\` of ${shown(samples)} samples of 1,000 units of 4 bits: states, groups, H(T) and I(T;Y)`,
      ...discrete,
      aim: 2000,
    },
    { key: 'discrete-memory', name: 'its memory', ...discrete, measure: 'megabytes', aim: 300 },
    {
      key: 'memory',
      name: `memory of the whole of figure-7-mnist, epochs: ${epochs}`,
      ours: [`node bench/memory.mjs --epochs ${epochs}`],
      peers: [],
      measure: 'megabytes',
      rounds: 2,
      aim: 450,
    },
  ];
}

function shown(count) {
  return count.toLocaleString('en-GB');
}

/** Milliseconds that one thread may take: all eigenvalues of 4,096 samples, and a pass over tiles as of 20 that take eleven minutes on two cores. */
const [allEigenvalues, passOfTiles] = [7400, 66_000];

function largeSamples({ short }) {
  const [exact, tiles] = short ? [2048, 2048] : [4096, 65_536];
  const of = (threads) => [
    {
      key: threads === 1 ? 'exact-4096' : `exact-4096-${threads}`,
      name: `all eigenvalues of a matrix of ${shown(exact)} samples, ${threadsShown(threads)}`,
      ours: [`node bench/size.mjs --only ${exact}${option(threads)}`],
      peers: [],
      rounds: 3,
      aim: allEigenvalues / threads,
    },
    {
      key: threads === 1 ? 'tiles-65536' : `tiles-65536-${threads}`,
      name: `a pass over the tiles of ${shown(tiles)} samples of 784 features, ${threadsShown(threads)}`,
      ours: [`node bench/size.mjs --only ${tiles} --tiles ${tiles}${option(threads)}`],
      peers: [],
      rounds: 1,
      aim: passOfTiles / threads,
    },
  ];
  return [...of(1), ...of(2)];
}

function threadsShown(threads) {
  return threads === 1 ? 'one thread' : 'two threads';
}

function option(threads) {
  return threads === 1 ? '' : ` --threads ${threads}`;
}
