import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from '../../src/document/parse-document.ts';
import '../property-seed.ts';
import { studyTexts, yamlSlips } from './yaml-faults.ts';

/** Lines that the cause of a slip may be away from it: where of two columns either may be the wrong one. */
const away = 2;

test.each(Object.entries(yamlSlips))('%s anywhere in a study is one message within two lines', (_, slip) => {
  let broken = 0;
  const text = fc.constantFrom(
    ...studyTexts.filter((study) => study.split('\n').some((line) => slip.where.test(line))),
  );
  fc.assert(
    fc.property(text, fc.nat(), (study, choice) => {
      const lines = study.split('\n');
      const places = lines.flatMap((line, index) => (slip.where.test(line) ? [index] : []));
      const place = places[choice % places.length]!;
      const faulty = lines.with(place, slip.make(lines[place]!)).join('\n');
      const { diagnostics } = parseDocument({ name: 'faulty.yaml', text: faulty });
      const found = diagnostics.filter(({ code }) => code === 'yaml-syntax');
      if (found.length === 0) return;
      broken++;
      expect(diagnostics).toHaveLength(1);
      expect(Math.abs(found[0]!.range.start.line - (place + 1))).toBeLessThanOrEqual(away);
      expect(found[0]!.hint).toBeTruthy();
    }),
    { numRuns: 60 },
  );
  // The other texts are YAML still and mean something else, which later phases tell.
  expect(broken).toBeGreaterThanOrEqual(20);
});
