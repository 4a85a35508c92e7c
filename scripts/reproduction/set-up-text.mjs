// The set-up table of REPRODUCTION.md: every choice that the paper leaves open, and ours, read off the plans; and what changes where another
// choice was run (`sensitivity`).
import { verdictWords } from '../../dist/src/table/verdict-words.js';

/** Choices by title: what a stage of a plan took. Where all studies took the same, it is said once. */
const choices = [
  ['data', ({ dataset }) => dataset && `${dataset.kind}, ${dataset.trainSize} + ${dataset.testSize}`],
  ['input', ({ dataset }) => dataset && inputText(dataset)],
  ['hidden dense layers', ({ network }) => network && unitsText(network)],
  [
    'pooling',
    ({ network }) =>
      network &&
      distinct(
        network.layers
          .filter(({ kind }) => kind === 'pool')
          .map(({ params }) => `${params.mode} of ${params.size} x ${params.size}`),
      ),
  ],
  [
    'nonlinearity',
    ({ network }) => network && distinct(network.layers.slice(0, -1).map(({ params }) => params.activation)),
  ],
  [
    'initial weights',
    ({ network }) => network && distinct(network.layers.map(({ params }) => params.initializer)),
  ],
  ['optimiser', ({ training }) => training?.optimizer && optimizerText(training)],
  [
    'loss',
    ({ training }) =>
      training && (training.loss === 'mse' ? 'mean squared error' : 'cross-entropy of the softmax'),
  ],
  ['epochs', ({ training }) => training && String(training.epochs)],
  ['samples of a row', ({ probes }) => distinct(probes.map(({ sample }) => sampleText(sample)))],
  ['kernel widths', (stage) => distinct(estimatorsOf(stage).map(({ params }) => widthText(params)))],
  ['order alpha', (stage) => distinct(estimatorsOf(stage).map(({ params }) => params.alpha))],
  ['kernel of the class', (stage) => distinct(estimatorsOf(stage).map(({ params }) => labelText(params)))],
];

/**
 * @param plans plan by study, of those that REPRODUCTION.md cites, as they are run here
 * @param official plan by study, with the official data, of those that are run with other data
 * @param data what that data is, by its kind (settings.yaml)
 */
export function setUpText(plans, sensitivity, { official, data }) {
  const rows = [...plans].flatMap(([study, plan]) =>
    settingsOfPlan(plan).map((settings) => [study, settings]),
  );
  const titles = choices.map(([title]) => title);
  const values = (title) => new Set(rows.map(([, settings]) => settings.get(title) ?? ''));
  const common = titles.filter((title) => values(title).size === 1 && !values(title).has(''));
  const varied = titles.filter((title) => values(title).size > 1);
  return [
    '## Set-up',
    '',
    'What the paper leaves open, and what was taken here. It states SGD at 0.1 (0.01 for SVHN), batches of 128, the epochs, the filters and the nonlinearities; not the initial weights, the units of F1 and F2, the kind of pooling, the order',
    'alpha, the loss, the scale of the pixels, the kernel of the class, nor which samples a row sees. T is the output of a layer after its nonlinearity, d its gradient there. A row of `batch` is the mini-batch of the next update before it is used, so of training samples, none held out; `128 of test` is held out.',
    '',
    ...common.map((title) => `- ${title}: ${[...values(title)][0]} (in all studies)`),
    ...(common.length > 0 ? [''] : []),
    `| ${['study', ...varied].join(' | ')} |`,
    `|${['study', ...varied].map(() => '---').join('|')}|`,
    ...rows.map(
      ([study, settings]) =>
        `| ${[study, ...varied.map((title) => settings.get(title) ?? '')].join(' | ')} |`,
    ),
    '',
    ...dataText(plans, official, data),
    ...exponentText(),
    ...otherwiseText(sensitivity),
  ];
}

/** Where data comes from that is not the official one, how anybody takes that, and what may differ. */
function dataText(plans, official, data) {
  return Object.entries(data).flatMap(([kind, { from, changes }]) => {
    const own = [...official].filter(([, { stages }]) => stages[0].dataset.kind === kind);
    if (own.length === 0) return [];
    const facts = ({ stages: [{ dataset, training }] }) => ({ ...dataset, ...training });
    const count = (number) => number.toLocaleString('en-US');
    const sizes = distinct(
      own.map(([study, plan]) => {
        const [here, there] = [facts(plans.get(study)), facts(plan)];
        return `Here are ${count(here.trainSize)} + ${count(here.testSize)} digits in the place of ${count(there.trainSize)} + ${count(there.testSize)}, and ${count(here.updates)} updates in the place of ${count(there.updates)}.`;
      }),
    );
    const studies = own.map(([study]) => `specs/paper/${study}.yaml`).join(' ');
    return [
      `**${kind.toUpperCase()}.** ${from.trim()} ${sizes} ${changes.trim()} The same on the official files:`,
      '',
      `    infoplane data fetch ${kind} && for study in ${studies}; do infoplane run $study; done`,
      '',
    ];
  });
}

/** The paper prints n^(-1/(1+d)), Silverman's rule has n^(-1/(4+d)). */
function exponentText() {
  const n = 128;
  const rows = [
    ['X', 784],
    ['maps of C1', 576],
    ['maps of P1', 144],
    ['maps of C2', 64],
    ['maps of P2', 16],
    ['the logits, dL', 10],
  ];
  const factor = (d, more) => n ** (-1 / (more + d));
  const less = (d) => `${(100 * (1 - factor(d, 1) / factor(d, 4))).toFixed(1)} %`;
  const most = rows.filter(([, d]) => factor(d, 1) / factor(d, 4) < 0.96).map(([name]) => name);
  return [
    `**The exponent.** The width is h n^(-1/(4+d)), which is Silverman's; the paper prints n^(-1/(1+d)). At n = ${n} that is, in units of h, the same to a percent where d is large, and not of ${most.join(' and ')}:`,
    '',
    '| variable | d | Silverman | as printed | less by |',
    '|---|---|---|---|---|',
    ...rows.map(
      ([name, d]) =>
        `| ${name} | ${d} | ${factor(d, 4).toFixed(3)} | ${factor(d, 1).toFixed(3)} | ${less(d)} |`,
    ),
    '',
    'What the printed exponent changes is the row `printed-exponent` below.',
    '',
  ];
}

/** What changes where `sensitivity` took something else. */
function otherwiseText(sensitivity) {
  if (!sensitivity) return [];
  const rows = sensitivity.rows.filter(({ trial, reading }) => trial === 'all' && reading);
  const readings = [...new Set(rows.map(({ reading }) => reading))];
  // those that ask all readings
  const claims = [...new Set(rows.map(({ claim }) => claim))].filter(
    (name) =>
      new Set(rows.filter(({ claim }) => claim === name).map(({ reading }) => reading)).size >=
      readings.length - 1,
  );
  const verdict = (claim, reading) => {
    const row = rows.find((one) => one.claim === claim && one.reading === reading);
    return row ? verdictWords(row) : '';
  };
  const first = readings[0];
  return [
    '**What changes if it is taken otherwise**, where that was run ([sensitivity](../../specs/companions/sensitivity.yaml): the same trainings read otherwise; bold: another verdict than as read in all studies).',
    '',
    `| taken | ${claims.map((claim) => `\`${claim}\``).join(' | ')} |`,
    `|---|${claims.map(() => '---').join('|')}|`,
    ...readings.map((reading) => {
      const cells = claims.map((claim) => {
        const word = verdict(claim, reading);
        return word !== verdict(claim, first) && word !== '' ? `**${word}**` : word;
      });
      return `| ${reading} | ${cells.join(' | ')} |`;
    }),
    '',
  ];
}

/**
 * @returns choices of a study by title. Values of several titles are listed in one row where each goes with each; otherwise there is a
 *   row for what goes together.
 */
function settingsOfPlan({ stages }) {
  const rows = new Map();
  for (const stage of stages) {
    const row = choices.map(([title, of]) => [title, of(stage) || '']);
    rows.set(JSON.stringify(row), new Map(row));
  }
  const all = [...rows.values()];
  const values = new Map(
    choices.map(([title]) => [
      title,
      new Set(all.map((row) => row.get(title)).filter((text) => text !== '')),
    ]),
  );
  const combinations = [...values.values()].reduce((product, { size }) => product * Math.max(size, 1), 1);
  if (all.length < combinations) return all;
  return [
    new Map(
      [...values].map(([title, texts]) => [title, distinct([...texts].flatMap((text) => text.split(' / ')))]),
    ),
  ];
}

function distinct(values) {
  return [...new Set(values.filter((one) => one !== undefined && one !== null && one !== ''))].join(' / ');
}

function estimatorsOf({ branches }) {
  return branches.flatMap(({ estimators }) => estimators).filter(({ kind }) => kind === 'matrix-renyi');
}

function inputText({ shape, params }) {
  const transforms = (params.transforms ?? []).map((one) =>
    typeof one === 'string'
      ? one
      : Object.entries(one)
          .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
          .join(),
  );
  const scaled = transforms.some((one) => /^(scale|standardi[sz]e)/.test(one));
  return [shape.join(' x '), ...(scaled ? [] : ['pixels / 255']), ...transforms].join(', ');
}

function unitsText({ layers }) {
  return layers
    .slice(0, -1)
    .filter(({ kind }) => kind === 'dense')
    .map(({ params }) => params.units)
    .join(', ');
}

function optimizerText({ optimizer, learningRate, momentum, batchSize }) {
  return `${optimizer} ${learningRate}${momentum ? `, momentum ${momentum}` : ''}, batches of ${batchSize}`;
}

function sampleText(sample) {
  return typeof sample === 'string' ? sample : `${sample.n} of ${sample.split}`;
}

function widthText({ quantity, bandwidth }) {
  const of = quantity?.startsWith('I(dL') ? 'errors' : 'activations';
  if (bandwidth === undefined) return '';
  const rule =
    typeof bandwidth === 'object'
      ? JSON.stringify(bandwidth).replace(/[{}"]/g, '').replace(/:/g, ' ').replace(/,/g, ', ')
      : bandwidth;
  return `${rule} (${of})`;
}

function labelText({ quantity, labelKernel }) {
  if (!/Y/.test(quantity ?? '')) return '';
  return typeof labelKernel === 'object' ? JSON.stringify(labelKernel) : labelKernel;
}
