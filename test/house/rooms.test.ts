import { createRequire } from 'node:module';
import { cruise, type ICruiseOptions, type IFlattenedRuleSet } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { temporaryProject } from '../temporary-project.ts';

interface Configuration {
  readonly forbidden: IFlattenedRuleSet['forbidden'];
  readonly options: ICruiseOptions;
}

const configuration: Configuration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

/** The violations of the table of imports in the project at `root`, as `rule: from -> to`. */
async function violations(root: string, folders: readonly string[]): Promise<string[]> {
  const { forbidden = [], options } = configuration;
  const { tsConfig: _, ...rest } = options;
  const { output } = await cruise([...folders], {
    ...rest,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort();
}

test('the rooms import each other as the table allows', async () => {
  expect(await violations(packageRoot, ['src', 'runner', 'reports'])).toEqual([]);
});

describe('the table of imports', () => {
  const text = 'export const value = 1;\n';
  const importing = (path: string) => `import { value } from '${path}';\nexport const more = value;\n`;
  const typing = (path: string) =>
    `import type { value } from '${path}';\nexport type More = typeof value;\n`;
  const loading = (path: string) => `export const load = () => import('${path}');\n`;
  const pkg = (name: string) => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({
      name,
      version: '1.0.0',
      type: 'module',
      main: './index.js',
    }),
    [`node_modules/${name}/index.js`]: text,
  });

  const refused: [rule: string, files: Record<string, string>][] = [
    ['no-cycles', { 'src/plan/a.ts': importing('./b.ts'), 'src/plan/b.ts': typing('./a.ts') }],
    ['no-unresolvable', { 'src/plan/a.ts': importing('./missing.ts') }],
    ['room-diagnostic', { 'src/diagnostic/a.ts': typing('../node/b.ts'), 'src/node/b.ts': text }],
    ['room-document', { 'src/document/a.ts': importing('../spec/b.ts'), 'src/spec/b.ts': text }],
    ['room-spec', { 'src/spec/a.ts': importing('../plan/b.ts'), 'src/plan/b.ts': text }],
    ['room-plan', { 'src/plan/a.ts': importing('../../runner/store/b.ts'), 'runner/store/b.ts': text }],
    ['room-node', { 'src/node/a.ts': importing('../plan/other.ts'), 'src/plan/other.ts': text }],
    ['room-config', { 'src/config/a.ts': importing('../plan/b.ts'), 'src/plan/b.ts': text }],
    ['room-table', { 'src/table/a.ts': importing('../spec/b.ts'), 'src/spec/b.ts': text }],
    ['room-generate', { 'src/generate/a.ts': importing('../spec/b.ts'), 'src/spec/b.ts': text }],
    ['room-runner', { 'runner/store/a.ts': importing('../../src/cli/b.ts'), 'src/cli/b.ts': text }],
    ['room-reporting', { 'runner/reporting/a.ts': importing('../../src/cli/b.ts'), 'src/cli/b.ts': text }],
    ['room-kernels', { 'runner/kernels/a.ts': typing('../nodes/b.ts'), 'runner/nodes/b.ts': text }],
    ['room-reports', { 'reports/a.ts': importing('../runner/b.ts'), 'runner/b.ts': text }],
    [
      'sources-are-read-on-demand',
      { 'src/cli/a.ts': importing('../generate/b.ts'), 'src/generate/b.ts': text },
    ],
    ['cli-loads-the-runner-lazily', { 'src/cli/a.ts': importing('../../runner/b.ts'), 'runner/b.ts': text }],
    ['kernels-do-no-io', { 'runner/kernels/a.ts': "import 'node:fs';\n" }],
    [
      'layers-load-no-engine',
      { 'runner/layers/a.ts': importing('@tensorflow/tfjs-core'), ...pkg('@tensorflow/tfjs-core') },
    ],
    ['only-document-parses-yaml', { 'src/plan/a.ts': importing('yaml'), ...pkg('yaml') }],
    ['only-spec-validates', { 'src/plan/a.ts': importing('ajv'), ...pkg('ajv') }],
    ['only-generate-reads-sources', { 'src/node/a.ts': importing('ts-morph'), ...pkg('ts-morph') }],
    ['only-table-holds-arrow', { 'reports/a.ts': importing('arquero'), ...pkg('arquero') }],
    ['only-readers-parse-csv', { 'src/cli/a.ts': importing('csv-parse'), ...pkg('csv-parse') }],
    ['only-onnx', { 'runner/nodes/a.ts': importing('onnxruntime-node'), ...pkg('onnxruntime-node') }],
    [
      'only-tfjs',
      { 'runner/engines/onnx/a.ts': importing('@tensorflow/tfjs-core'), ...pkg('@tensorflow/tfjs-core') },
    ],
    ['only-reports-draw', { 'runner/reporting/a.ts': importing('vega-lite'), ...pkg('vega-lite') }],
    ['only-cli-takes-arguments', { 'src/plan/a.ts': importing('commander'), ...pkg('commander') }],
    ['only-colours', { 'src/plan/a.ts': importing('picocolors'), ...pkg('picocolors') }],
  ];

  test.each(refused)('%s is caught', async (rule, files) => {
    const found = await violations(temporaryProject(files), foldersOf(files));
    expect(found.map((violation) => violation.split(':')[0])).toContain(rule);
  });

  test('every rule has a case above', () => {
    const names = configuration.forbidden?.map((rule) => rule.name).sort();
    expect(refused.map(([rule]) => rule).sort()).toEqual(names);
  });

  test('what is allowed is not caught', async () => {
    const files = {
      'src/cli/a.ts': loading('../../runner/b.ts') + typing('../../runner/b.ts'),
      'runner/b.ts': importing('../src/plan/c.ts'),
      'src/plan/c.ts': importing('../document/d.ts'),
      'src/document/d.ts': importing('yaml'),
      'runner/layers/e.ts': typing('@tensorflow/tfjs-core'),
      ...pkg('yaml'),
      ...pkg('@tensorflow/tfjs-core'),
    };
    expect(await violations(temporaryProject(files), foldersOf(files))).toEqual([]);
  });
});

function foldersOf(files: Readonly<Record<string, string>>): string[] {
  const tops = Object.keys(files).map((path) => path.split('/')[0] ?? '');
  return [...new Set(tops)].filter((top) => top !== 'node_modules');
}
