import { expect, test } from 'vitest';
import { parseDocument } from '../../../src/document/parse-document.ts';
import { suggestPath } from '../../../src/plan/open/suggest-path.ts';
import { compileFiles, compileText, studyText } from '../study-text.ts';

const { tree } = parseDocument({ name: 'small.yaml', text: studyText });
const suggested = (path: string) => suggestPath(tree!, path.split('.'));
const hints = (diagnostics: readonly { readonly hint?: string }[]) => diagnostics.map(({ hint }) => hint);

test('a path from the middle of the study is completed', () => {
  expect(suggested('C1.filters')).toBe('did you mean `models.net.layers.C1.filters`?');
  expect(suggested('net.training.momentum')).toBe('did you mean `models.net.training.momentum`?');
  expect(suggested('units')).toBe(
    'did you mean `models.net.layers.F1.units`, or `models.net.layers.out.units`?',
  );
  expect(suggested('momentum')).toBeUndefined();
  expect(suggested('nothing.like.it')).toBeUndefined();
});

test('so it is in the matrix and in --set, where nothing else is said of it', () => {
  const hint = 'did you mean `models.net.layers.C1.filters`?';
  expect(hints(compileText(`${studyText}matrix:\n  C1.filters: [2, 4]\n`).diagnostics)).toEqual([hint]);
  expect(hints(compileText(studyText, ['C1.filters=2']).diagnostics)).toEqual([hint]);
});

test('an entry that a base seems to have under another name, and a base with another name, are suggested', () => {
  const texts = { 'base.yaml': studyText, 'study.yaml': 'extends: ./base.yaml\nmodels:\n  nett: {}\n' };
  expect(hints(compileFiles(texts, 'study.yaml').diagnostics)[0]).toMatch(/^did you mean `net`\?/);
  const list = () => ['base.yaml', 'study.yaml', 'notes.txt'];
  const meant = (said: string) =>
    hints(compileFiles({ 'study.yaml': `extends: ${said}\n` }, 'study.yaml', { list }).diagnostics)[0];
  expect(meant('./bsae.yaml')).toBe('did you mean `./base.yaml`?');
  expect(meant('./base')).toBe('did you mean `./base.yaml`?');
  expect(meant('./unrelated.yaml')).toBe('check the path');
  expect(meant('https://example.org/base.yaml')).toMatch(/file of the project/);
});
