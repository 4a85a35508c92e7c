// Who may import whom. Data goes one way (text -> document -> spec -> plan -> run -> tables -> report); imports go the
// other way only. `planTypes` is the plan's types, which every room may read.
const planTypes = '^src/plan/plan\\.ts$';

/** A room that may import the listed paths of this project and nothing else of it. */
const room = (name, from, allowed, comment) => ({
  name: `room-${name}`,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|runner|reports|bench|test|scripts)/', pathNot: [from, ...allowed] },
});

/** A package that only the listed rooms may import. */
const packageOf = (name, packages, rooms) => ({
  name: `only-${name}`,
  comment: `${packages.join(', ')}: only in ${rooms.join(', ')}`,
  severity: 'error',
  from: { path: '^(src|runner|reports)/', pathNot: rooms },
  to: { path: packages.map((one) => `node_modules/${one}(/|$)`) },
});

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
    room('diagnostic', '^src/diagnostic/', [], 'codes, positions and caret frames stand alone'),
    room('document', '^src/document/', ['^src/(diagnostic|node)/'], 'text -> located YAML tree'),
    room(
      'spec',
      '^src/spec/',
      ['^src/(diagnostic|document|node)/', planTypes],
      'located tree -> checked study',
    ),
    room(
      'plan',
      '^src/plan/',
      ['^src/(diagnostic|document|spec|node|table)/'],
      'checked study -> frozen plan; loads no engine',
    ),
    room('node', '^src/node/', [planTypes], 'the catalogue and the declarations of kinds'),
    room(
      'config',
      '^src/config/',
      ['^src/(diagnostic|document|node|spec)/'],
      'how runs are carried out: infoplane.config.yaml',
    ),
    room('table', '^src/table/', [planTypes, '^src/node/'], "the result tables' columns"),
    room(
      'generate',
      '^src/generate/',
      [planTypes, '^src/(node|diagnostic)/'],
      'declarations -> schemas, catalogue, pages',
    ),
    {
      name: 'cli-loads-the-runner-lazily',
      comment:
        'commands import the executor and the report only where they use them, so that `validate` starts fast',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^(runner|reports)/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'sources-are-read-on-demand',
      comment: 'the generator is loaded only for studies with plugins',
      severity: 'error',
      from: { path: '^src/(?!generate/)' },
      to: { path: '^src/generate/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    room(
      'runner',
      '^runner/(?!kernels/|reporting/|calibration/|nodes/report/)',
      ['^runner/', '^src/(?!cli/|generate/)'],
      'the executor knows the language, not the command line',
    ),
    room(
      'reporting',
      '^runner/(reporting/|calibration/|nodes/report/)',
      ['^runner/', '^reports/', '^src/(?!cli/|generate/)'],
      'the parts of the executor that make and feed the page',
    ),
    room(
      'kernels',
      '^runner/kernels/',
      ['^src/node/(run-error|package-info)\\.ts$'],
      'pure numerics on typed arrays: no specs, no IO',
    ),
    room(
      'reports',
      '^reports/',
      [planTypes, '^src/table/'],
      'the page is drawn from the plan and the tables',
    ),
    {
      name: 'kernels-do-no-io',
      comment: 'kernels read no files but their own compiled modules, in runner/kernels/wasm',
      severity: 'error',
      from: { path: '^runner/kernels/', pathNot: '^runner/kernels/wasm/' },
      to: { path: ['^(node:)?(fs|net|http|https|child_process)(/|$)', 'node_modules/'] },
    },
    {
      name: 'layers-load-no-engine',
      comment: 'a layer file gets the builder or the library as an argument',
      severity: 'error',
      from: { path: '^runner/layers/' },
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
    packageOf('onnx', ['onnxruntime-[a-z]+', 'protobufjs'], ['^runner/engines/onnx/']),
    packageOf('tfjs', ['@tensorflow/.+'], ['^runner/engines/tfjs/', '^runner/layers/']),
    packageOf('reports-draw', ['vega[a-z-]*'], ['^reports/']),
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
