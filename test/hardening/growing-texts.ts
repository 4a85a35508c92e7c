/** Studies that grow in one way, by a number of parts; from text to plan, diagnostics as they are printed and `fmt` they cost in proportion to their size. */
export interface GrowingText {
  readonly text: string;
  /** `--set` arguments. */
  readonly set?: readonly string[];
}

const head = `study: grows
datasets:
  mnist: { kind: mnist, subset: { train: 1000, test: 100 } }
`;

const layers = '[{ dense: F1, units: 20, activation: relu }, { dense: out, units: 10 }]';
const training = '{ learningRate: 0.1, batchSize: 100, epochs: 2 }';
const network = (more = '') =>
  `models:
  net: { kind: network, dataset: mnist, layers: ${layers}, training: ${training} }
probes:
  forward: { kind: activations, model: net, layers: [F1], at: { epochs: [0, 2] } }
estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) }
${more}`;

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i));
const lines = (count: number, part: (index: number) => string) => times(count, part).join('\n');

/** The ways, by name. */
export const growingTexts: Readonly<Record<string, (parts: number) => GrowingText>> = {
  aliases: (n) => ({ text: `${head}x: &a 1\ny:\n${lines(n, () => '  - *a')}\n` }),
  'anchors and aliases': (n) => ({ text: `${head}y:\n${lines(n, (i) => `  - &a${i} 1\n  - *a${i}`)}\n` }),
  'unknown keys': (n) => ({ text: `${head}${network()}${lines(n, (i) => `key${i}: 1`)}\n` }),
  'unknown settings': (n) => ({
    text: `${head}${network()}  other: { kind: ksg, probe: forward, ${times(n, (i) => `s${i}: 1`).join(', ')} }\n`,
  }),
  'wrong references': (n) => ({
    text: `${head}${network()}${lines(n, (i) => `  E${i}: { kind: matrix-renyi, probe: forwrd${i}, quantity: I(X;T) }`)}\n`,
  }),
  estimators: (n) => ({
    text: `${head}${network()}${lines(n, (i) => `  E${i}: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), alpha: ${2 + i} }`)}\n`,
  }),
  claims: (n) => ({
    text: `${head}${network(`claims:\n${lines(n, (i) => `  c${i}: { expect: non-increasing, estimator: IXT }`)}`)}\n`,
  }),
  models: (n) => ({
    text: `${head}models:\n${lines(
      n,
      (i) => `  m${i}: { kind: network, dataset: mnist, layers: ${layers}, training: ${training} }`,
    )}\n`,
  }),
  layers: (n) => ({
    text: `${head}models:
  net:
    kind: network
    dataset: mnist
    training: ${training}
    layers:
${lines(n, (i) => `      - { dense: F${i}, units: 2 }`)}
      - { dense: out, units: 10 }
probes:
  forward: { kind: activations, model: net, layers: [${times(n, (i) => `F${i}`).join(', ')}], at: { epochs: [0] } }
estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) }
`,
  }),
  'long keys': (n) => ({ text: `${head}${lines(20, (i) => `${'k'.repeat(20 * n)}${i}: 1`)}\n` }),
  'one long line': (n) => ({ text: `${head}x: [${times(n, (i) => `{ a: ${i}, a: 2 }`).join(', ')}]\n` }),
  'matrix values': (n) => ({
    text: `${head}${network(`matrix: { seed: [${times(n, (i) => String(i + 1)).join(', ')}] }`)}\n`,
  }),
  exclude: (n) => ({
    text: `${head}${network(
      `matrix:\n  seed: { range: [1, ${2 * n}] }\n  estimators.IXT.alpha: [2, 3]\n  exclude:\n${lines(
        n,
        (i) => `    - { seed: ${1 + i}, estimators.IXT.alpha: 3 }`,
      )}`,
    )}\n`,
  }),
  'exclude that is idle': (n) => ({
    text: `${head}${network(
      `matrix:\n  seed: [1, 2]\n  estimators.IXT.alpha: [2, 3]\n  exclude:\n${lines(
        n,
        () => '    - { seed: [1, 2], estimators.IXT.alpha: 3 }',
      )}`,
    )}\n`,
  }),
  include: (n) => ({
    text: `${head}${network(
      `matrix:\n  seed: [1]\n  include:\n${lines(n, (i) => `    - { seed: ${2 + i}, estimators.IXT.alpha: ${2 + i} }`)}`,
    )}\n`,
  }),
  'settings in step': (n) => ({
    text: `${head}${network(
      `matrix: { zip: [{ seed: [${times(n, (i) => String(i + 1)).join(', ')}], estimators.IXT.alpha: [${times(n, (i) => String(i + 2)).join(', ')}] }] }`,
    )}\n`,
  }),
  'values that the axis does not have': (n) => ({
    text: `${head}${network(
      `matrix:\n  seed: { range: [1, ${n}] }\n  exclude:\n${lines(n, (i) => `    - { seed: ${n + 1 + i} }`)}`,
    )}\n`,
  }),
  'values like no other': (n) => ({
    text: `${head}${network(
      `matrix:\n  size:\n${lines(n, (i) => `    variant${i}: { estimators.IXT.alpha: ${2 + i} }`)}\n  exclude:\n${lines(
        n,
        (i) => `    - { size: varaint${i}x }`,
      )}`,
    )}\n`,
  }),
  'wrong names among many': (n) => ({
    text: `${head}${network()}${lines(
      n,
      (i) => `  E${i}: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), alpha: ${2 + i} }`,
    )}
claims:
${lines(n, (i) => `  c${i}: { expect: non-increasing, estimator: Q${i} }`)}
`,
  }),
  'long wrong names': (n) => ({
    text: `${head}${network()}claims:
${lines(10, (i) => `  c${i}: { expect: non-increasing, estimator: ${'I'.repeat(10 * n)}${i} }`)}
estimators2: ${'x'.repeat(10 * n)}
`.replace('probes:', `  ${'J'.repeat(10 * n)}: 1\nprobes:`),
  }),
  'rows that claims are narrowed to': (n) => ({
    text: `${head}${network(
      `claims:\n${lines(n, (i) => `  c${i}: { expect: non-increasing, estimator: IXT, where: { seed: ${1 + i} } }`)}\nmatrix: { seed: { range: [1, ${n}] } }`,
    )}\n`,
  }),
  'lists of estimators': (n) => ({
    text: `${head}${network()}${lines(
      n,
      (i) => `  E${i}: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), alpha: ${2 + i} }`,
    )}
reports:
  curves: { kind: layer-curves, estimators: [${times(n, (i) => `E${i}`).join(', ')}] }
`,
  }),
  probes: (n) => ({
    text: `${head}${network()}`.replace(
      'estimators:',
      `${lines(n, (i) => `  p${i}: { kind: activations, model: net, layers: [F1], at: { every: ${1 + i} } }`)}\nestimators:`,
    ),
  }),
  datasets: (n) => ({
    text: `${head}${lines(n, (i) => `  d${i}: { kind: mnist, subset: { train: ${1000 + i}, test: 100 } }`)}\n${network()}`,
  }),
  nesting: (n) => ({ text: `${head}x: ${'['.repeat(n)}${']'.repeat(n)}\n` }),
  brackets: (n) => ({ text: `${head}x:\n${lines(n, () => '  - [')}\n` }),
  'repeated keys': (n) => ({ text: `${head}x:\n${lines(n, () => '  a: 1')}\n` }),
  comments: (n) => ({ text: `${head}${lines(n, () => '# a word')}\n${network()}` }),
  'more --set': (n) => ({
    text: `${head}${network()}`,
    set: times(
      n,
      (i) => `estimators.E${i}={kind: matrix-renyi, probe: forward, quantity: I(T;Y), alpha: ${2 + i}}`,
    ),
  }),
  '--set': (n) => ({
    text: `${head}${network()}`,
    set: times(n, (i) => `estimators.IXT.alpha=${2 + i}`),
  }),
};
