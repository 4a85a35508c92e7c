import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/diagnostic/format-diagnostic.ts';
import { formatYaml } from '../../src/document/format-yaml.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { studyOrder } from '../../src/spec/study-order.ts';
import { compileText } from '../plan/study-text.ts';
import { blockCounter } from './block-counter.ts';
import { type GrowingText, growingTexts } from './growing-texts.ts';

const order = studyOrder(loadCatalog());
/** Parts of the smaller text, past the bounds of what is compared at most (250 names). */
const parts = 300;

describe('from text to plan work is in proportion to the text', { timeout: 120_000 }, () => {
  const { counted, begin, end } = blockCounter();
  beforeAll(begin);
  afterAll(end);

  const ratio = async (
    work: (text: GrowingText) => void,
    grow: (parts: number) => GrowingText,
    size = parts,
  ) => {
    work(grow(size)); // what is loaded and compiled once
    const once = await counted(() => work(grow(size)));
    return (await counted(() => work(grow(2 * size)))) / once;
  };
  const validate = ({ text, set }: GrowingText) => {
    for (const one of compileText(text, set).diagnostics) formatDiagnostic(one, { color: false });
  };

  it.each(Object.entries(growingTexts))('%s', async (_, grow) => {
    expect(await ratio(validate, grow)).toBeLessThan(2.3);
    expect(await ratio(({ text }) => formatYaml({ name: 'grows.yaml', text }, order), grow)).toBeLessThan(
      2.3,
    );
  });

  it('estimators by the thousand', async () => {
    expect(await ratio(validate, growingTexts.estimators!, 2000)).toBeLessThan(2.3);
  });

  it('sees work that is not', async () => {
    const pairs = ({ text }: GrowingText) => {
      const items = text.split('\n');
      for (const one of items) for (const other of items) if (one === `${other} `) throw new Error(one);
    };
    expect(await ratio(pairs, growingTexts.aliases!)).toBeGreaterThan(3.5);
  });
});
