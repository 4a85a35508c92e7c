import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/diagnostic/format-diagnostic.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { compileFiles, studyText } from '../plan/study-text.ts';

const page = readFileSync(join(packageRoot, 'docs/language.md'), 'utf8');

/** The ten mistakes of the page, in its order: what is changed in a good study, or what extends it. */
const mistakes: readonly { readonly study: string; readonly base?: string; readonly set?: string }[] = [
  { study: studyText.replace('filters: 6', 'filtres: 6') },
  { study: studyText.replace('kind: mnist', 'kind: minst') },
  { study: studyText.replace('epochs: 2 }', 'epochs: "2" }') },
  { study: studyText.replace('kernel: 5', 'kernel: 29') },
  { study: studyText.replace('forward, quantity', 'foreward, quantity') },
  { study: studyText.replace('[C1, P1, F1], at: { every', '[C1, P2, F1], at: { every') },
  { study: studyText.replace('probe: backward', 'probe: forward') },
  { study: studyText.replace('1/3, 2]', '1/3, 5]') },
  { study: 'extends: ./base.yaml\n', base: studyText.replace('tolerance: 0.02', 'tolerance: a bit') },
  { study: studyText, set: 'models.net.layers.C3.filters=2' },
];

function messages({ study, base, set }: (typeof mistakes)[number]): string {
  const texts = { 'study.yaml': study, ...(base === undefined ? {} : { 'base.yaml': base }) };
  const { diagnostics } = compileFiles(texts, 'study.yaml', { set: set === undefined ? [] : [set] });
  return diagnostics.map((one) => formatDiagnostic(one, { color: false })).join('\n');
}

describe('docs/language.md', () => {
  const shown = [...page.matchAll(/```text\n([\s\S]*?)```/g)].map((found) => found[1]!.trimEnd());

  test('shows ten mistakes', () => {
    expect(shown).toHaveLength(mistakes.length);
  });

  test.each(mistakes.map((mistake, index) => [index + 1, mistake] as const))(
    'mistake %i gives the message that the page shows',
    (number, mistake) => {
      expect(shown[number - 1]).toBe(messages(mistake));
    },
  );

  test('its studies are valid parts of a study', () => {
    const parts = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((found) => found[1]!);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      const text = part.startsWith('extends:') ? part : `extends: ./base.yaml\n${part}`;
      const { diagnostics } = compileFiles({ 'study.yaml': text, 'base.yaml': studyText }, 'study.yaml');
      expect(diagnostics.map((one) => formatDiagnostic(one, { color: false }))).toEqual([]);
    }
  });
});
