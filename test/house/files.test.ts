import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { sourceFiles } from './sources.ts';

const files = sourceFiles().map((path) => ({ path, text: readFileSync(join(packageRoot, path), 'utf8') }));
const matching = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

test('there are source files to look at', () => {
  expect(files.length).toBeGreaterThan(50);
});

test('no file is longer than 250 lines', () => {
  const long = files.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`);
  expect(long.filter((line) => Number(line.split(': ')[1]) > 250)).toEqual([]);
});

test('files are named in kebab-case, after what they hold', () => {
  const names = files
    .map(({ path }) => path)
    .filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*\.(ts|mjs|cjs|js)$/.test(basename(path)));
  const empty = /(^|[/-])(utils?|helpers?|misc|common|stuff)(\.|\/|-|$)/;
  expect([...names, ...files.map(({ path }) => path).filter((path) => empty.test(path))]).toEqual([]);
});

test('no function is longer than 60 lines', () => {
  const long: string[] = [];
  for (const { path, text } of files) {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
    const lineAt = (place: number) => file.getLineAndCharacterOfPosition(place).line + 1;
    const walk = (node: ts.Node): void => {
      const [first, last] = [lineAt(node.getStart(file)), lineAt(node.getEnd())];
      if (ts.isFunctionLike(node) && last - first + 1 > 60)
        long.push(`${path}:${first}: ${last - first + 1} lines`);
      ts.forEachChild(node, walk);
    };
    walk(file);
  }
  expect(long).toEqual([]);
});

test('types are not talked around', () => {
  expect(matching(/\bas any\b|\bas unknown as\b|@ts-ignore|@ts-nocheck/)).toEqual([]);
});

test('nothing is left for later', () => {
  expect(matching(/\b(TODO|FIXME|XXX)\b/)).toEqual([]);
});
