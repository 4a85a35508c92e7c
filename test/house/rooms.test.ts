import { createRequire } from 'node:module';
import { cruise, type ICruiseOptions, type IFlattenedRuleSet } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';
import { temporaryProject } from '../temporary-project.ts';

// The table of imports, tried in made-up projects. That the sources keep to it is seen by `npm run verify`.

/** What is read here of a rule. */
interface Rule {
  readonly name: string;
  readonly comment: string;
  readonly from: { readonly path?: string };
  readonly to: { readonly pathNot?: string | readonly string[] };
}

interface Configuration {
  readonly forbidden: readonly Rule[] & NonNullable<IFlattenedRuleSet['forbidden']>;
  readonly options: ICruiseOptions;
}

const { forbidden, options }: Configuration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

interface Room {
  readonly rule: string;
  readonly comment: string;
  readonly path: string;
  readonly allowed: readonly string[];
}

/** The rooms of the table, with those that each may import, read back from the rules that are made of it. */
const rooms: readonly Room[] = forbidden.flatMap(({ name, comment, from, to }: Rule) => {
  const room = (files = '') => files.replace(/^\^/, '').replace('/[^/]+$', '').replace(/\/$/, '');
  const [own, ...allowed] = Array.isArray(to.pathNot) ? to.pathNot.map(room) : [];
  const path = room(from.path);
  return name.startsWith('room-') && own === path ? [{ rule: name, comment, path, allowed }] : [];
});

/** What the rules say of a project, as `rule: from -> to`. */
async function violations(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { tsConfig: _, ...rest } = options;
  const { output } = await cruise(['src', 'runner', 'reports'], {
    ...rest,
    baseDir: temporaryProject({ 'reports/none.ts': text, ...files }),
    validate: true,
    ruleSet: { forbidden },
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

const text = 'export const value = 1;\n';

/** The way from one file to another, as an import says it. */
function way(from: string, to: string): string {
  return to.startsWith('node:') || !to.endsWith('.ts')
    ? to
    : `${'../'.repeat(from.split('/').length - 1)}${to}`;
}

const importing = (from: string, to: string) =>
  `import { value } from '${way(from, to)}';\nexport const more = value;\n`;
const typing = (from: string, to: string) =>
  `import type { value } from '${way(from, to)}';\nexport type More = typeof value;\n`;
const loading = (from: string, to: string) => `export const load = () => import('${way(from, to)}');\n`;

const packageFiles = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    version: '1.0.0',
    type: 'module',
    main: './index.js',
  }),
  [`node_modules/${name}/index.js`]: text,
});

/** A wrong import for each of the other rules: from a file, to a file or a package. */
const others: Readonly<Record<string, readonly [from: string, to: string, how?: typeof importing]>> = {
  'no-unresolvable': ['src/plan/lost.ts', 'src/plan/nowhere.ts'],
  'every-file-has-a-room': ['src/plan/up.ts', 'runner/attic/b.ts', typing],
  'room-src-compile': ['src/compile/a.ts', 'runner/store/b.ts'],
  'room-src-compile-knows-no-command': ['src/compile/b.ts', 'runner/run/b.ts', loading],
  'room-src-cli': ['src/cli/a.ts', 'runner/store/b.ts'],
  entrances: ['src/cli/commands/c.ts', 'src/index.ts', loading],
  'commands-are-not-imported': ['runner/store/c.ts', 'src/cli/b.ts', typing],
  'sources-are-read-on-demand': ['src/cli/d.ts', 'src/generate/b.ts'],
  'contract-is-types': ['runner/contract/a.ts', 'reports/b.ts'],
  'kernels-do-no-io': ['runner/kernels/a.ts', 'node:fs'],
  'layers-load-no-engine': ['runner/layers/a.ts', '@tensorflow/tfjs-core'],
  'only-document-parses-yaml': ['src/plan/yaml.ts', 'yaml'],
  'only-spec-validates': ['src/plan/ajv.ts', 'ajv'],
  'only-generate-reads-sources': ['src/node/morph.ts', 'ts-morph'],
  'only-table-holds-arrow': ['reports/arquero.ts', 'arquero'],
  'only-onnx-runs': ['runner/nodes/onnx.ts', 'onnxruntime-node'],
  'only-onnx-graphs': ['runner/engines/onnx/proto.ts', 'protobufjs'],
  'only-tfjs': ['runner/engines/onnx/tfjs.ts', '@tensorflow/tfjs-core'],
  'only-readers-parse-csv': ['runner/data/csv.ts', 'csv-parse'],
  'only-threads': ['runner/workers/pool.ts', 'piscina'],
  'only-reports-draw': ['runner/reporting/vega.ts', 'vega-lite'],
  'only-reports-print': ['reports/charts/pdf.ts', 'pdfkit'],
  'only-table-writes-parquet': ['runner/run/parquet.ts', 'hyparquet-writer'],
  'only-cli-takes-arguments': ['src/plan/commander.ts', 'commander'],
  'only-colours': ['src/plan/colours.ts', 'picocolors'],
};

/** For each room an import, of a type alone, of the room furthest on that it may not import. */
const ofRooms = rooms.map(({ rule, path, allowed }) => {
  const wrong = [...rooms.slice(-1), ...rooms.slice(0, -1)].findLast(
    (other) => other.path !== path && !allowed.includes(other.path),
  )!;
  return [rule, `${path}/wrong.ts`, `${wrong.path}/b.ts`, typing] as const;
});
const wrongImports = [
  ...ofRooms,
  ...Object.entries(others).map(([rule, [from, to, how = importing]]) => [rule, from, to, how] as const),
];

describe('the table of imports', () => {
  test('is read from the rules', () => {
    expect(rooms.length).toBeGreaterThan(20);
    expect(rooms.map(({ path }) => path)).toContain('src/plan/resolve');
  });

  test('lets no two rooms import each other, over others neither', () => {
    const allowed = new Map(rooms.map(({ path, allowed: ways }) => [path, ways]));
    const reach = (path: string, seen = new Set<string>()): Set<string> => {
      for (const next of allowed.get(path) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        reach(next, seen);
      }
      return seen;
    };
    expect(rooms.filter(({ path }) => reach(path).has(path)).map(({ path }) => path)).toEqual([]);
  });

  test('allows rooms that there are', () => {
    const paths = rooms.map(({ path }) => path);
    expect(rooms.flatMap(({ allowed }) => allowed).filter((path) => !paths.includes(path))).toEqual([]);
  });

  test('has a wrong import for each rule', () => {
    const tried = ['no-cycles', ...wrongImports.map(([rule]) => rule)];
    expect(tried.sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  test('says of each room what lives there and what it may import', () => {
    for (const { comment, path, allowed } of rooms)
      expect(
        [path, ...allowed].filter((name) => !comment.includes(name)),
        path,
      ).toEqual([]);
  });

  test('refuses the wrong imports, and rooms for no other reason', async () => {
    const files: Record<string, string> = {
      'src/plan/x.ts': importing('src/plan/x.ts', 'src/plan/y.ts'),
      'src/plan/y.ts': typing('src/plan/y.ts', 'src/plan/x.ts'),
    };
    for (const [rule, from, to, how] of wrongImports) {
      if (to.endsWith('.ts')) {
        if (rule !== 'no-unresolvable') files[to] = text;
      } else if (!to.startsWith('node:')) Object.assign(files, packageFiles(to));
      files[from] = how(from, to);
    }
    const found = await violations(files);
    expect(found).toContain('no-cycles: src/plan/x.ts -> src/plan/y.ts');
    const refused = (rule: string, from: string) =>
      found.some((one) => one.startsWith(`${rule}: ${from} -> `));
    const missed = wrongImports.filter(([rule, from]) => !refused(rule, from));
    expect(missed.map(([rule, from, to]) => `${rule}: ${from} -> ${to}`)).toEqual([]);
    const ofRoom = found.filter((one) => one.includes('/wrong.ts -> '));
    expect(ofRoom.sort()).toEqual(ofRooms.map(([rule, from, to]) => `${rule}: ${from} -> ${to}`).sort());
  });

  test('does not refuse what is allowed', async () => {
    const ways = rooms.flatMap(({ path, allowed }) =>
      allowed.map((to) => [`${path}/from-${to.replaceAll('/', '-')}.ts`, `${to}/b.ts`] as const),
    );
    const files: Record<string, string> = {
      'src/cli/a.ts': loading('src/cli/a.ts', 'runner/run/b.ts') + typing('src/cli/a.ts', 'runner/run/b.ts'),
      'src/document/d.ts': importing('src/document/d.ts', 'yaml'),
      'runner/contract/tensorflow.ts': typing(
        'runner/contract/tensorflow.ts',
        '@tensorflow/tfjs-core',
      ).replace('typeof value', '1'),
      ...packageFiles('yaml'),
      ...packageFiles('@tensorflow/tfjs-core'),
    };
    for (const [from, to] of ways) Object.assign(files, { [from]: typing(from, to), [to]: text });
    files['runner/run/b.ts'] = text;
    expect(await violations(files)).toEqual([]);
  });
});
