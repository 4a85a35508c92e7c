import { expect, test } from 'vitest';
import type { Io } from '../../../src/cli/command.ts';
import { run as nodes } from '../../../src/cli/commands/nodes.ts';
import { run as schema } from '../../../src/cli/commands/schema.ts';
import { loadCatalog } from '../../../src/node/catalog.ts';

function recordedIo(): { io: Io; text: () => string } {
  const printed: string[] = [];
  const io: Io = {
    out: (text) => printed.push(text),
    err: (text) => printed.push(text),
    terminal: false,
    cwd: '.',
    env: {},
    signal: new AbortController().signal,
  };
  return { io, text: () => printed.join('') };
}

test('`nodes` lists every kind', async () => {
  const { io, text } = recordedIo();
  expect(await nodes([], {}, io)).toBe(0);
  for (const { kind } of loadCatalog().entries) expect(text()).toContain(`\n  ${kind} `);
  expect(
    Math.max(
      ...text()
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(100);
});

test('`nodes KIND` prints its settings with defaults', async () => {
  const { io, text } = recordedIo();
  expect(await nodes(['matrix-renyi'], {}, io)).toBe(0);
  expect(text()).toContain('\n  alpha: number > 0 or inf; 1.01 when left out\n');
  expect(text()).toContain('\n  probe: name of a probe; required\n');
  expect(text()).toContain('IXT: { kind: matrix-renyi, ');
});

test('`nodes` with an unknown kind is wrong use, and names the nearest', async () => {
  const { io } = recordedIo();
  await expect(nodes(['matrix-reny'], {}, io)).rejects.toMatchObject({
    exitCode: 2,
    hint: expect.stringContaining('`matrix-renyi`'),
  });
  await expect(nodes(['conv', 'pool'], {}, io)).rejects.toMatchObject({ exitCode: 2 });
});

test('`schema` prints the schema', async () => {
  const { io, text } = recordedIo();
  expect(await schema([], {}, io)).toBe(0);
  expect(JSON.parse(text()).title).toBe('infoplane study');
  expect(await schema(['nowhere.yaml'], {}, io)).toBe(3);
});
