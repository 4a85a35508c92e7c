// Who may import whom. Data goes one way (text -> document -> spec -> plan -> run -> captures -> estimates -> verdicts -> report);
// imports go the other way only. Rooms stand in floors, the ground floor first: a room may import rooms that stand above it in
// its table, those that its row lists and no other, types included.

/** What a room imports of the language: the plan's types, kinds' declarations, tables. */
const plan = 'src/plan';
const node = 'src/node';
const table = 'src/table';

/** Rooms of the language, from the ground floor on: name, path, what it may import, what lives there. */
const language = [
  ['src/diagnostic', [], 'codes, positions and caret frames; it knows nothing of studies'],
  ['src/plan', [], 'the frozen plan: its types, and what follows from a plan alone'],
  ['src/node', [plan], 'how kinds are declared, the catalogue, and errors that a user can mend'],
  ['src/table', [plan, node], "the result tables' columns, units and files"],
  [
    'src/captures',
    ['src/diagnostic', plan, node],
    'captures folders as their two texts tell them; arrays are not opened',
  ],
  ['src/document', ['src/diagnostic', plan, node], 'text -> located YAML tree'],
  [
    'src/spec',
    ['src/diagnostic', plan, node, 'src/document'],
    'located tree -> study that its schema admits',
  ],
  [
    'src/config',
    ['src/diagnostic', plan, node, 'src/document', 'src/spec'],
    'how runs are carried out: infoplane.config.yaml',
  ],
  ['src/generate', ['src/diagnostic', plan, node], 'declarations -> schemas, catalogue, reference pages'],
  [
    'src/plan/open',
    ['src/diagnostic', plan, node, 'src/document', 'src/spec'],
    'a study over its bases and overrides',
  ],
  [
    'src/plan/matrix',
    ['src/diagnostic', plan, node, 'src/captures', 'src/document', 'src/spec', 'src/plan/open'],
    "a study's axes, and the variants of its entries along them",
  ],
  [
    'src/plan/resolve',
    [
      'src/diagnostic',
      plan,
      node,
      'src/captures',
      'src/document',
      'src/spec',
      'src/plan/open',
      'src/plan/matrix',
    ],
    'references, shapes, schedules and parameters of one entry',
  ],
  [
    'src/plan/check',
    ['src/diagnostic', plan, node, table, 'src/document', 'src/spec', 'src/plan/resolve'],
    'what claims, estimators, reports and charts say that cannot be',
  ],
  [
    'src/plan/assemble',
    ['src/diagnostic', plan, node, 'src/spec', 'src/plan/matrix', 'src/plan/resolve', 'src/plan/check'],
    'trials, stages and their keys: the plan put together',
  ],
];

const contract = 'runner/contract';
/** Rooms of the executor, from the ground floor on. */
const executor = [
  [
    contract,
    [plan, node, table, 'reports', 'src/captures'],
    'types that rooms promise each other; it imports no other room of the executor',
  ],
  ['runner/random', [contract], 'seeded streams of random numbers'],
  ['runner/readers', [contract, node, table], 'file formats'],
  [
    'runner/kernels',
    [contract, node],
    'pure numerics on typed arrays: no studies, no files but their own compiled modules',
  ],
  ['runner/lowering', [contract, plan, node], 'what layers are made of on an engine'],
  ['runner/layers', [contract, plan, node, 'runner/lowering'], 'one file a layer kind'],
  [
    'runner/engines',
    [contract, plan, node, 'runner/random', 'runner/lowering', 'runner/layers'],
    'the engines, chosen and proved in one place',
  ],
  [
    'runner/store',
    [contract, plan, node, table],
    'kept results, weights, captures, checkpoints and parts of pages, by their keys',
  ],
  [
    'runner/data',
    [contract, plan, node, 'src/document', 'src/plan/resolve', 'runner/random', 'runner/readers'],
    'data sets and their transforms',
  ],
  [
    'runner/capture',
    [contract, plan, node, 'src/captures', 'runner/readers', 'runner/engines'],
    'what probes saw: taken, written, and read from elsewhere',
  ],
  [
    'runner/estimation',
    [contract, plan, node, table, 'runner/random', 'runner/readers', 'runner/kernels', 'runner/data'],
    'captures -> rows of estimates',
  ],
  [
    'runner/calibration',
    [contract, plan, node, table, 'reports', 'runner/random', 'runner/kernels', 'runner/estimation'],
    'what estimators give where the answer is known',
  ],
  [
    'runner/training',
    [contract, plan, node, table, 'runner/random', 'runner/engines', 'runner/capture'],
    'the training loop with its probes',
  ],
  [
    'runner/forward',
    [
      contract,
      plan,
      node,
      'runner/readers',
      'runner/lowering',
      'runner/engines',
      'runner/capture',
      'runner/training',
    ],
    'networks from ONNX files, run forward at their checkpoints',
  ],
  [
    'runner/claims',
    [contract, plan, node, table, 'runner/kernels', 'runner/calibration'],
    'tables -> verdicts',
  ],
  [
    'runner/reporting',
    [
      contract,
      plan,
      node,
      table,
      'reports',
      'src/document',
      'runner/kernels',
      'runner/calibration',
      'runner/claims',
    ],
    "tables -> figures' numbers and the page",
  ],
  [
    'runner/nodes',
    [
      contract,
      plan,
      node,
      table,
      'reports',
      'src/plan/check',
      'runner/random',
      'runner/readers',
      'runner/kernels',
      'runner/layers',
      'runner/data',
      'runner/capture',
      'runner/estimation',
      'runner/calibration',
      'runner/training',
      'runner/forward',
      'runner/claims',
      'runner/reporting',
    ],
    'one file a node kind; work that several kinds share belongs in the room of that work',
  ],
  [
    'runner/proof',
    [
      contract,
      plan,
      node,
      table,
      'runner/random',
      'runner/kernels',
      'runner/layers',
      'runner/engines',
      'runner/estimation',
      'runner/calibration',
      'runner/claims',
    ],
    "what every kind must have: the suites that our tests and plugins' run, apart from any test runner",
  ],
  ['runner/plugins', [contract, plan, node, table, 'runner/nodes'], 'modules of plugins, loaded and checked'],
  [
    'runner/workers',
    [
      contract,
      plan,
      node,
      'src/config',
      'runner/kernels',
      'runner/engines',
      'runner/store',
      'runner/data',
      'runner/capture',
      'runner/estimation',
      'runner/calibration',
      'runner/training',
      'runner/plugins',
    ],
    'who does which stage: here, in processes, on Slurm',
  ],
  [
    'runner/run',
    [
      contract,
      plan,
      node,
      table,
      'src/config',
      'src/document',
      'src/spec',
      'runner/readers',
      'runner/engines',
      'runner/store',
      'runner/data',
      'runner/capture',
      'runner/calibration',
      'runner/training',
      'runner/claims',
      'runner/reporting',
      'runner/plugins',
      'runner/workers',
    ],
    'a run from plan to report, and what is done with it afterwards',
  ],
];

const page = ['reports', [plan, table], 'the page and its charts, drawn from the plan and the tables'];

/** The files of a room: of `src/plan` only those on top, since its phases are rooms. */
const filesOf = (room) => (room === 'src/plan' ? '^src/plan/[^/]+$' : `^${room}/`);

/** A room that may import the listed rooms of this project and nothing else of it. */
const roomRule = ([room, allowed, home]) => ({
  name: `room-${room.replaceAll('/', '-')}`,
  comment: `${room}/ holds ${home}. It may import ${allowed.length > 0 ? allowed.join(', ') : 'no other room'}; code that needs more belongs in a room further on`,
  severity: 'error',
  from: { path: filesOf(room) },
  to: { path: '^(src|runner|reports|bench|test|scripts)/', pathNot: [room, ...allowed].map(filesOf) },
});

/** A package that only the listed rooms may import. */
const packageOf = (name, packages, rooms) => ({
  name: `only-${name}`,
  comment: `${packages.join(', ')}: only in ${rooms.join(', ')}`,
  severity: 'error',
  from: { path: '^(src|runner|reports)/', pathNot: rooms },
  to: { path: packages.map((one) => `node_modules/${one}(/|$)`) },
});

const lazily = { dependencyTypesNot: ['dynamic-import', 'type-only'] };

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'imports form no cycle, types included',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'every import must lead somewhere',
      severity: 'error',
      from: { path: '^(src|runner|reports)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'every-file-has-a-room',
      comment:
        'sources stand in a room of the tables in .dependency-cruiser.cjs; src/ itself holds the entrances alone',
      severity: 'error',
      from: { path: '^(src|runner)/' },
      to: {
        path: '^(src|runner)/',
        pathNot: [
          '^src/(index|plugin|plugin-test)\\.ts$',
          '^src/(cli|compile)/',
          ...[...language, ...executor].map(([room]) => filesOf(room)),
        ],
      },
    },
    ...[...language, ...executor, page].map(roomRule),
    {
      name: 'room-src-compile',
      comment:
        'src/compile/ puts the phases together. Of the executor it loads layers, checks of estimators and plugins, and those only when a study needs them',
      severity: 'error',
      from: { path: '^src/compile/' },
      to: { path: '^(runner|reports)/', ...lazily },
    },
    {
      name: 'room-src-compile-knows-no-command',
      comment: 'src/compile/ is used by the commands and the library, and knows neither',
      severity: 'error',
      from: { path: '^src/compile/' },
      to: { path: ['^src/cli/', '^src/[^/]+$', '^runner/(workers|run)/'] },
    },
    {
      name: 'room-src-cli',
      comment:
        'commands import the executor and the report only where they use them, so that `validate` starts fast; the library imports no command',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: ['^(runner|reports)/', '^src/[^/]+$'], ...lazily },
    },
    {
      name: 'entrances',
      comment:
        'src/index.ts, src/plugin.ts and src/plugin-test.ts are for users; the project imports where things live',
      severity: 'error',
      from: { path: '^(src|runner|reports)/' },
      to: { path: '^src/[^/]+$' },
    },
    {
      name: 'commands-are-not-imported',
      comment: 'nothing but the command line imports src/cli/',
      severity: 'error',
      from: { path: '^(src|runner|reports)/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'sources-are-read-on-demand',
      comment: 'the generator is loaded only for studies with plugins',
      severity: 'error',
      from: { path: '^src/(?!generate/)' },
      to: { path: '^src/generate/', ...lazily },
    },
    {
      name: 'contract-is-types',
      comment: 'runner/contract/ promises what figures are, and draws none',
      severity: 'error',
      from: { path: '^runner/contract/' },
      to: { path: '^reports/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'kernels-do-no-io',
      comment: 'kernels read no files but their own compiled modules, in runner/kernels/wasm',
      severity: 'error',
      from: { path: '^runner/kernels/', pathNot: '^runner/kernels/wasm/' },
      to: { path: ['^(node:)?(fs|net|http|https|child_process)(/|$)', 'node_modules/'] },
    },
    {
      name: 'layers-load-no-engine',
      comment: 'layers and what they are made of get the builder or the library as an argument',
      severity: 'error',
      from: { path: '^runner/(layers|lowering/tfjs)/' },
      to: { path: 'node_modules/', dependencyTypesNot: ['type-only'] },
    },
    packageOf('document-parses-yaml', ['yaml'], ['^src/document/']),
    packageOf('spec-validates', ['ajv'], ['^src/spec/']),
    packageOf(
      'generate-reads-sources',
      ['ts-morph', 'ts-json-schema-generator', 'ts-blank-space', 'typescript'],
      ['^src/generate/'],
    ),
    packageOf('table-holds-arrow', ['arquero', '@uwdata/flechette'], ['^src/table/']),
    packageOf('table-writes-parquet', ['hyparquet[a-z-]*'], ['^src/table/']),
    packageOf('readers-parse-csv', ['csv-parse'], ['^runner/readers/']),
    packageOf('onnx-runs', ['onnxruntime-[a-z]+'], ['^runner/engines/onnx/']),
    packageOf('onnx-graphs', ['protobufjs'], ['^runner/lowering/onnx/']),
    packageOf('tfjs', ['@tensorflow/.+'], ['^runner/engines/tfjs/', '^runner/contract/tensorflow\\.ts$']),
    packageOf('threads', ['piscina'], ['^runner/estimation/']),
    packageOf('reports-draw', ['vega[a-z-]*'], ['^reports/']),
    packageOf('reports-print', ['pdfkit', 'canvaskit-wasm', 'dejavu-fonts-ttf'], ['^reports/print/']),
    packageOf('cli-takes-arguments', ['commander'], ['^src/cli/']),
    packageOf('colours', ['picocolors'], ['^src/(cli|diagnostic)/']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^runner/kernels/wasm/assembly/', '^dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
