import { describe, expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { smallStudy, temporaryProject } from '../temporary-project.ts';

const params = '/** Looks. */\nexport interface Params {\n  /** Model. */\n  model: string;\n}\n';
const good = `family: 'probe', kind: 'sample', version: 1, inputs: [], output: 'activations', run: null`;

/** Text of the error that a probe's file leads to, without the folder. */
function messageFor(text: string): string {
  const root = temporaryProject({ ...smallStudy, 'runner/nodes/probe/sample.ts': text });
  try {
    generate(root);
  } catch (error) {
    return String(error).replaceAll(`${root}/`, '');
  }
  return 'no error';
}

describe('a mistake in a declaration is reported at its place', () => {
  const at = 'GenerateError: runner/nodes/probe/sample.ts';
  const cases: [name: string, text: string, expected: string][] = [
    ['nothing wrong', `${params}export default defineNode({ ${good} });\n`, 'no error'],
    ['no Params', `export default defineNode({ ${good} });\n`, `${at}:1:1: a kind needs`],
    [
      'Params not exported',
      `interface Params {}\nexport default defineNode({ ${good} });\n`,
      `${at}:2:1: a kind needs`,
    ],
    [
      'no TSDoc',
      `export interface Params {}\nexport default defineNode({ ${good} });\n`,
      `${at}:1:1: needs a TSDoc`,
    ],
    [
      'a setting without TSDoc',
      `/** Looks. */\nexport interface Params {\n  model: string;\n}\nexport default defineNode({ ${good} });\n`,
      `${at}:3:3: \`model\` needs a TSDoc`,
    ],
    ['another call', `${params}export default define({ ${good} });\n`, `${at}:6:1: a kind's file ends with`],
    [
      'no object',
      `${params}const it = {};\nexport default defineNode(it);\n`,
      `${at}:7:16: \`defineNode\` takes`,
    ],
    [
      'a computed fact',
      `${params}const two = 2;\nexport default defineNode({\n  family: 'probe', kind: 'sample', version: two, run: null });\n`,
      `${at}:8:45: write the value out`,
    ],
    [
      'another kind',
      `${params}export default defineNode({ ${good.replace('sample', 'simple')} });\n`,
      `${at}:6:27: \`kind\` must be 'sample'`,
    ],
    [
      'another family',
      `${params}export default defineNode({ ${good.replace("'probe'", "'model'")} });\n`,
      `${at}:6:27: \`family\` must be 'probe'`,
    ],
    [
      'no version',
      `${params}export default defineNode({ ${good.replace('version: 1', 'version: 0')} });\n`,
      `${at}:6:27: \`version\` must be`,
    ],
    [
      'an unknown output',
      `${params}export default defineNode({ ${good.replace('activations', 'tensors')} });\n`,
      `${at}:6:27: "tensors" is no type of port`,
    ],
    [
      'an input that is no setting',
      `${params}export default defineNode({ ${good.replace('[]', "[{ from: 'modle', family: 'model', edge: 'stream', accepts: [] }]")} });\n`,
      `${at}:6:27: the input's \`from\`, "modle", is not in \`Params\``,
    ],
    [
      'a type that is not there',
      `/** Looks. */\nexport interface Params {\n  /** Model. */\n  model: Missing;\n}\nexport default defineNode({ ${good} });\n`,
      `${at}:4:10: `,
    ],
  ];
  test.each(cases)('%s', (_name, text, expected) => {
    const message = messageFor(text);
    expect(message.startsWith(expected), message).toBe(true);
  });

  test('two shared types of one name', () => {
    const kind = (name: string, from: string) =>
      `import type { Shared } from '${from}';\n/** Looks. */\nexport interface Params {\n  /** A. */\n  a: Shared;\n}\n` +
      `export default defineNode({ family: 'probe', kind: '${name}', version: 1, output: 'errors' });\n`;
    const root = temporaryProject({
      ...smallStudy,
      'src/node/first.ts': '/** One. */\nexport type Shared = string;\n',
      'src/node/second.ts': '/** Other. */\nexport type Shared = number;\n',
      'runner/nodes/probe/a.ts': kind('a', '../../../src/node/first.ts'),
      'runner/nodes/probe/b.ts': kind('b', '../../../src/node/second.ts'),
    });
    expect(() => generate(root)).toThrow(
      'runner/nodes/probe/b.ts: another shared type is called `Shared` too',
    );
  });
});
