import type { Origin } from '../diagnostic/diagnostic.ts';
import { at } from '../document/path.ts';
import { itemName, type LocatedNode } from '../document/tree.ts';
import type { NodeFamily } from '../node/declare.ts';
import type { Violation } from './validator.ts';
import { showValue } from './wording.ts';

/** The value that was checked, and how messages speak of it. */
export interface ViolationSubject {
  /** Such as `the study` or `conv layer C1`. */
  readonly title: string;
  /** Dotted path from the study's root; empty for the study itself. */
  readonly path: string;
  readonly tree: LocatedNode;
  /** Where the subject is named: a problem with no better place is shown there. */
  readonly anchor: Origin;
  /** Keys that are allowed besides the schema's, such as `kind`. */
  readonly otherKeys: readonly string[];
  /** What it is, for words of other tools; nothing where those are not known. */
  readonly family?: NodeFamily | 'layer' | 'study';
}

/** What a message calls the place of a violation. */
export function titleAt(violation: Violation, subject: ViolationSubject): string {
  if (violation.path.length === 0) return subject.title;
  const names = violation.path.filter((step) => typeof step === 'string');
  return names.length === 0 ? subject.title : `${showValue(names.at(-1) ?? '')} of ${subject.title}`;
}

/** The place of a violation's keys, or of its values, as `other-words` has it: `keys of training`. */
export function wordPlace(
  what: 'keys' | 'values',
  { path }: Violation,
  { family }: ViolationSubject,
): string {
  const setting = path.findLast((step) => typeof step === 'string');
  return `${what} of ${setting ?? family ?? ''}`;
}

/** The setting that a path ends in: `epochs`, or `a value of epochs` inside a list. */
export function settingName(path: string): string {
  const [last = path, before = path] = path.split('.').reverse();
  return /^\d+$/.test(last) ? `a value of ${showValue(before)}` : showValue(last);
}

export interface LocatedViolation {
  readonly origin: Origin;
  readonly path: string;
}

/** Where the value, or the key, of a violation was written. */
export function place(
  violation: Pick<Violation, 'path'>,
  subject: ViolationSubject,
  part: 'key' | 'value',
): LocatedViolation {
  const found = violation.path.length === 0 ? null : at(subject.tree, violation.path);
  const origin = found ? (part === 'key' ? found.key : found.node.origin) : null;
  const own = part === 'value' && violation.path.length === 0 ? subject.tree.origin : subject.anchor;
  return { origin: origin ?? own, path: dotted(violation.path, subject) };
}

/** Where a key inside of it was written. */
export function keyPlace(violation: Violation, subject: ViolationSubject, key: string): LocatedViolation {
  const found = at(subject.tree, [...violation.path, key]);
  return { origin: found?.key ?? subject.anchor, path: dotted([...violation.path, key], subject) };
}

/** The path as a study's reader says it: list entries by their names where they have one. */
function dotted(path: readonly (string | number)[], subject: ViolationSubject): string {
  const names = path.map((step, index) => {
    const node = typeof step === 'number' ? at(subject.tree, path.slice(0, index + 1))?.node : null;
    return (node && itemName(node)) ?? String(step);
  });
  return [...(subject.path === '' ? [] : [subject.path]), ...names].join('.');
}
