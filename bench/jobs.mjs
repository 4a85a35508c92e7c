// What bench/run.mjs measures: jobs, with infoplane's commands, those of its peers, and the aims that were set before.

/**
 * @param how `python`: of the peers' environment, null where there is none; `debian`: a Python with Debian's PyTorch 1.13, or null; `mnist`: folder of the unpacked
 *   digits; `short`: fewer steps, and of the peers only PyTorch as it is
 * @returns for each job its `name`, infoplane's commands (`ours`: the best of them counts), what they are held against (`peers`: the best of them counts) and the `aim`:
 *   the greatest ratio, or, where there are no peers, the most milliseconds; `elsewhere` where infoplane's work is done in processes whose CPU time is not known
 */
export function jobsOf(how) {
  return [...steps(how), ...mainJobs(how), ...spectra(how), ...againstOwn(how)];
}

/** Of a count in the short form. */
function some(count, { short }) {
  return short ? Math.ceil(count / 6) : count;
}

function steps(how) {
  const { python, short } = how;
  const network = (name, batch, count) => {
    // of a larger network compiling is a smaller part
    const warm = name.startsWith('lenet5') ? '' : ' --warm 5';
    const options = `--network ${name} --batch ${batch} --steps ${some(count, how)}${warm}`;
    const own = `node bench/step.mjs ${options}`;
    const inRows =
      python && !short && !name.startsWith('lenet5')
        ? threadsOf(`${python} bench/peers/step.py ${options} --channels-last`)
        : [];
    const peers = peersOf({ torch: `step.py ${options}`, jax: `jax_peer.py step ${options}` }, how);
    return { ours: short ? [own] : [own, `${own} --threads 2`], peers: [...peers, ...inRows] };
  };
  const lenet5 = network('lenet5', 128, 60);
  return [
    { name: 'a step of LeNet-5, batch 128, one thread of ours', ...lenet5, ours: [stepOf(how)], aim: 0.6 },
    { name: 'the same, either with as many threads as it likes', ...lenet5, aim: 0.6 },
    { name: 'batch 512', ...network('lenet5', 512, 30), aim: 0.6 },
    { name: 'LeNet-5 with 32 and 64 filters (Figure 6)', ...network('lenet5-wide', 128, 30), aim: 0.8 },
    { name: 'VGG-11-like, 3 x 32 x 32, batch 64', ...network('vgg11-like', 64, 30), aim: 1 },
    { name: 'ResNet-20, 3 x 32 x 32, batch 64', ...network('resnet20', 64, 18), aim: 1 },
  ];
}

function stepOf(how) {
  return `node bench/step.mjs --steps ${some(60, how)}`;
}

function mainJobOf({ short }) {
  return `node bench/main-job.mjs --iterations ${short ? 150 : 300}`;
}

function mainJobs(how) {
  const { mnist } = how;
  const iterations = some(100, how);
  const alone = {
    torch: `main_job.py ${mnist} --iterations ${iterations}`,
    jax: `jax_peer.py main --mnist ${mnist} --steps ${iterations}`,
  };
  const both = {
    torch: `side_by_side.py ${alone.torch}`,
    jax: `side_by_side.py ${alone.jax}`,
  };
  return [
    {
      name: 'the main job, an iteration: I(X;T) and I(T;Y) of six layers',
      ours: [mainJobOf(how)],
      peers: peersOf(alone, how),
      aim: 0.45,
    },
    {
      name: 'two trainings of it side by side, an iteration of either',
      ours: [`${mainJobOf(how)} --trials 2 --jobs 2`],
      peers: peersOf(both, how),
      aim: 0.45,
      elsewhere: true,
    },
  ];
}

function spectra(how) {
  const repeats = some(30, how);
  const peers = ['f32', ...(how.short ? [] : ['f64'])].flatMap((dtype) =>
    peersOf(
      {
        torch: `spectra.py --dtype ${dtype} --repeats ${repeats}`,
        jax: `jax_peer.py spectra --dtype ${dtype} --steps ${repeats}`,
        compiled: false,
      },
      how,
    ),
  );
  const ours = [`node bench/spectra.mjs --threads 2 --repeats ${repeats}`];
  return [{ name: '20 spectra of n = 128, ours in float64', ours, peers, aim: 0.35 }];
}

function againstOwn(how) {
  const step = stepOf(how);
  return [
    {
      name: 'the main job against a bare step of ours with one thread',
      ours: [mainJobOf(how)],
      peers: [step],
      aim: 1.9,
    },
    {
      name: 'a step with T of six layers as inner products, against the bare one',
      ours: [`${step} --taps P`],
      peers: [step],
      aim: 1.4,
    },
    { name: 'the same with the error signals', ours: [`${step} --taps Pd`], peers: [step], aim: 1.75 },
    {
      name: 'fifty settings in one training, an iteration',
      ours: [`node bench/main-job.mjs --iterations ${some(150, how)} --settings`],
      peers: [],
      aim: 42,
    },
    {
      name: '`validate` of the quickstart, against `node -e 0`',
      ours: ['node bench/command.mjs dist/src/cli/main.js validate specs/quickstart.yaml'],
      peers: ['node bench/command.mjs -e 0'],
      aim: 2.2,
    },
  ];
}

/** @param of `torch`, `jax`: scripts of bench/peers with their options; `compiled` where there is something for `torch.compile` */
function peersOf({ torch, jax = null, compiled = true }, { python, debian, short }) {
  const today = python ? [`${python} bench/peers/${torch}`] : [];
  if (short) return today;
  const forms = compiled ? today.flatMap((one) => [one, `${one} --compile`]) : today;
  const inJax = python && jax ? [`${python} bench/peers/${jax}`] : [];
  const before = debian ? [`${debian} bench/peers/${torch}`] : [];
  return [...forms, ...inJax, ...before].flatMap(threadsOf);
}

function threadsOf(command) {
  return [1, 2].map((threads) => `${command} --threads ${threads}`);
}
