import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run as fmt } from '../../src/cli/commands/fmt.ts';
import { compile } from '../../src/index.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { commandPlace } from '../cli/commands/command-place.ts';

const specs = readdirSync(join(packageRoot, 'specs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join(packageRoot, 'specs', name));

test('`fmt --check specs`: all studies are in canonical form', async () => {
  const { io, printed } = commandPlace({});
  expect(await fmt(specs, { check: true }, io)).toBe(0);
  expect(printed).toEqual({ out: '', err: '' });
  expect(specs.length).toBeGreaterThan(20);
});

// figure 6 judges redundancy in four ways at two layers
describe.each([
  ['figure-4-mnist', 60],
  ['figure-6-mnist', 140],
] as const)('%s', (name, lines) => {
  const path = join(packageRoot, 'specs/paper', `${name}.yaml`);
  const text = readFileSync(path, 'utf8');

  test(`is one study of at most ${lines} lines on a base, claims included`, async () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(lines);
    expect(text).toMatch(/^extends: /m);
    const { plan } = await compile({ path });
    const said = plan!.claims.map((claim) => claim.name);
    expect(said.length).toBeGreaterThan(5);
    // None of them comes from the base.
    expect(said.filter((claim) => !text.includes(`\n  ${claim}:`))).toEqual([]);
  });
});
