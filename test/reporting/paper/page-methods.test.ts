import { expect, it } from 'vitest';
import { pageMethods } from '../../../runner/reporting/paper/page-methods.ts';
import { loadCatalog } from '../../../src/node/catalog.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

const methods = pageMethods({ ...syntheticRun({ seeds: 3 }), catalog: loadCatalog() });

it('numbers works in the order in which they are cited, each once, and says them all', () => {
  const cited = methods.sentences.flatMap(({ cites }) => cites);
  expect(Math.max(...cited)).toBe(methods.works.length);
  expect(new Set(cited).size).toBe(methods.works.length);
  const first = [...new Set(cited)];
  expect(first).toEqual([...first].sort((a, b) => a - b));
});

it('cites what the study asks for, not all that a kind can do', () => {
  const works = methods.works.join('\n');
  expect(works).toContain('Convolutional Neural Network Training with Information Theory');
  for (const other of ['DiME', 'Nonnegative Decomposition']) expect(works).not.toContain(other);
  const keys = [...methods.bibtex.matchAll(/^@\w+\{([^,]+),/gm)].map(([, key]) => key);
  expect(keys[0]).toBe('study-synthetic');
  expect(keys).toContain('infoplane');
  expect(keys).toHaveLength(methods.works.length + 1);
});
