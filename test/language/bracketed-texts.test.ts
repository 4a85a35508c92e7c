import { expect, test } from 'vitest';
import { compileText, studyText } from '../plan/study-text.ts';

const quantity = 'quantity: I(X;T)';

/** What is said of the study with the quantity of one estimator, in braces, written in another way. */
function said(written: string): readonly string[] {
  const text = studyText.replace(/\{[^\n]*\}/g, (map) => map.replace(quantity, `quantity: ${written}`));
  expect(text).not.toBe(studyText);
  return compileText(text).diagnostics.map(({ message, hint }) => `${message} / ${hint}`);
}

test('a comma that ends a quantity early: the quantity that was meant, and why', () => {
  const [value, key] = said('I(X,T)');
  expect(value).toMatch(/found `I\(X` \/ did you mean `I\(X;T\)`\?$/);
  expect(key).toMatch(
    /has no key `T\)` \/ inside brackets a comma ends a text: put the whole text in quotes$/,
  );
});

test('braces inside a quantity inside braces: one message, which writes it in quotes', () => {
  expect(said('I(X;{Ti,Tj})')).toEqual(['inside brackets this text needs quotes / write `"I(X;{Ti,Tj})"`']);
  expect(said('I(X;{Ti')).toEqual(['inside brackets this text needs quotes / put the text in quotes']);
});
