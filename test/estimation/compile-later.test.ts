import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { compileLater } from '../../runner/estimation/compile-later.ts';

function flagsOf(version: string): string[] {
  const told: string[] = [];
  compileLater(version, (flag) => told.push(flag));
  return told;
}

it.runIf(/^1[12]\./.test(process.versions.v8))('tells this V8 something that it understands', () => {
  const [flag] = flagsOf(process.versions.v8);
  const name = flag!.split('=', 1)[0]!;
  expect(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })).toContain(`${name} `);
});

it('leaves a V8 alone that it does not know', () => {
  expect(flagsOf('99.1.2-node.3')).toEqual([]);
});
