// The jobs of bench/run.mjs that are held against PyTorch and JAX: steps, the main job, spectra; `jobsOf` of bench/jobs.mjs has all of them.

/** Of a count in the short form. */
function some(count, { short }) {
  return short ? Math.ceil(count / 6) : count;
}

function network(name, batch, count, how) {
  const { python, short } = how;
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
}

/** Steps of LeNet-5, and what taps add to the bare one. */
export function smallSteps(how) {
  const { ours, peers } = network('lenet5', 128, 60, how);
  const step = stepOf(how);
  const name = 'a step of LeNet-5, batch 128, one thread of ours';
  const turn = 'lenet5';
  const products = 'a step with T of six layers as inner products, against the bare one';
  return [
    { key: 'step', name, turn, ours: [step], peers, aim: 0.6 },
    {
      key: 'step-threads',
      name: 'the same, either with as many threads as it likes',
      turn,
      ours: [step, ...ours.filter((one) => one.includes('--threads'))],
      peers,
      aim: 0.6,
    },
    { key: 'taps', name: products, turn, ours: [`${step} --taps P`], peers: [step], aim: 1.4 },
    {
      key: 'taps-errors',
      name: 'the same with the error signals',
      turn,
      ours: [`${step} --taps Pd`],
      peers: [step],
      aim: 1.75,
    },
  ];
}

/** Steps of larger batches and networks. */
export function largeSteps(how) {
  return [
    { key: 'step-512', name: 'a step of LeNet-5, batch 512', ...network('lenet5', 512, 30, how), aim: 0.6 },
    {
      key: 'step-wide',
      name: 'LeNet-5 with 32 and 64 filters (Figure 6)',
      ...network('lenet5-wide', 128, 30, how),
      aim: 0.8,
    },
    {
      key: 'vgg11',
      name: 'VGG-11-like, 3 x 32 x 32, batch 64',
      ...network('vgg11-like', 64, 30, how),
      aim: 1,
    },
    {
      key: 'resnet20',
      name: 'ResNet-20, 3 x 32 x 32, batch 64',
      ...network('resnet20', 64, 18, how),
      aim: 1,
    },
  ];
}

function stepOf(how) {
  return `node bench/step.mjs --steps ${some(60, how)}`;
}

function mainJobOf({ short }) {
  return `node bench/main-job.mjs --iterations ${short ? 150 : 300}`;
}

function peersAlone(how) {
  const iterations = some(100, how);
  return {
    torch: `main_job.py ${how.mnist} --iterations ${iterations}`,
    jax: `jax_peer.py main --mnist ${how.mnist} --steps ${iterations}`,
  };
}

/** The main job, against the peers and against our own bare step. */
export function mainJobs(how) {
  return [
    {
      key: 'main-job',
      name: 'the main job, an iteration: I(X;T) and I(T;Y) of six layers',
      turn: 'main-job',
      ours: [mainJobOf(how)],
      peers: peersOf(peersAlone(how), how),
      aim: 0.45,
    },
    {
      key: 'main-step',
      name: 'the main job against a bare step of ours with one thread',
      turn: 'main-job',
      ours: [mainJobOf(how)],
      peers: [stepOf(how)],
      aim: 1.9,
    },
  ];
}

/** Two trainings at a time, against two processes of a peer. */
export function sideBySide(how) {
  const { torch, jax } = peersAlone(how);
  return [
    {
      key: 'side-by-side',
      name: 'two trainings of it side by side, an iteration of either',
      ours: [`${mainJobOf(how)} --trials 2 --jobs 2`],
      peers: peersOf({ torch: `side_by_side.py ${torch}`, jax: `side_by_side.py ${jax}` }, how),
      aim: 0.45,
      elsewhere: true,
    },
  ];
}

/** Spectra alone. */
export function spectra(how) {
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
  return [{ key: 'spectra', name: '20 spectra of n = 128, ours in float64', ours, peers, aim: 0.35 }];
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
