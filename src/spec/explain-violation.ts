import { type Diagnostic, type Origin, problem } from '../diagnostic/diagnostic.ts';
import { textWithBrackets } from '../document/bracketed-text.ts';
import { at } from '../document/path.ts';
import { isJsonObject } from '../plan/json.ts';
import { keyHint } from './key-hint.ts';
import { replacedWhole } from './replaced-whole.ts';
import { allowedValues, type Definitions, dereference, properties } from './schema.ts';
import { meantBy, suggestWord } from './suggest-word.ts';
import { isQuotedNumber, typeHint } from './type-hint.ts';
import type { Violation } from './validator.ts';
import {
  keyPlace,
  place,
  settingName,
  titleAt,
  type ViolationSubject,
  wordPlace,
} from './violation-place.ts';
import { describeSchema, describeSchemas, describeValue, showValue } from './wording.ts';

/** Says what is wrong with a value, exactly where it was written. Null for failures that another one tells better. */
export function explainViolation(
  violation: Violation,
  subject: ViolationSubject,
  definitions: Definitions,
): Diagnostic | null {
  const { keyword, params } = violation;
  if (params.propertyName !== undefined || keyword === 'if') {
    return keyword === 'pattern' ? explainName(violation, subject) : null;
  }
  switch (keyword) {
    case 'additionalProperties':
      return explainUnknownKey(violation, subject, definitions);
    case 'required':
      return explainMissingKey(violation, subject, definitions);
    case 'uniqueItems':
      return explainRepeat(violation, subject);
    default:
      return explainValue(violation, subject);
  }
}

function explainName(violation: Violation, subject: ViolationSubject): Diagnostic {
  const name = String(violation.params.propertyName);
  const hint = 'a name begins with a letter, followed by letters, digits, `-` or `_`';
  const { origin, path } = keyPlace(violation, subject, name);
  return problem('name-invalid', origin, path, `${showValue(name)} is not a valid name`, hint);
}

function explainUnknownKey(
  violation: Violation,
  subject: ViolationSubject,
  definitions: Definitions,
): Diagnostic {
  const key = String(violation.params.additionalProperty);
  const { origin, path } = keyPlace(violation, subject, key);
  const others = violation.path.length === 0 ? subject.otherKeys : [];
  const known = [...Object.keys(properties(violation.schema)), ...others];
  const words = wordPlace('keys', violation, subject);
  const hint = keyHint({ key, known, origin, words }, violation.schema, definitions);
  return problem(
    'key-unknown',
    origin,
    path,
    `${titleAt(violation, subject)} has no key ${showValue(key)}`,
    hint,
  );
}

function explainMissingKey(
  violation: Violation,
  subject: ViolationSubject,
  definitions: Definitions,
): Diagnostic {
  const key = String(violation.params.missingProperty);
  const property = properties(violation.schema)[key];
  const own = isJsonObject(property) ? property.description : undefined;
  const about = own ?? dereference(property, definitions).description;
  const hint = typeof about === 'string' ? `\`${key}\`: ${about}` : undefined;
  const { origin, path } = place(violation, subject, 'key');
  const message = `${titleAt(violation, subject)} lacks \`${key}\``;
  const whole = replacedWhole(at(subject.tree, violation.path)?.node, origin, path);
  if (whole) return problem('key-missing', whole.origin, path, message, whole.hint);
  return problem('key-missing', origin, path, message, hint);
}

function explainRepeat(violation: Violation, subject: ViolationSubject): Diagnostic {
  const { i, j } = violation.params;
  const later = Math.max(Number(i), Number(j));
  const item = { ...violation, path: [...violation.path, later] };
  const { origin, path } = place(item, subject, 'value');
  const value = Array.isArray(violation.value) ? violation.value[later] : null;
  return problem(
    'value-not-allowed',
    origin,
    path,
    `${showValue(value ?? null)} is listed twice`,
    'list it once',
  );
}

function isScalar(value: unknown): boolean {
  return value !== null && typeof value !== 'object';
}

function explainValue(violation: Violation, subject: ViolationSubject): Diagnostic | null {
  const { keyword, params, schema, value } = violation;
  const { origin, path } = place(violation, subject, 'value');
  const found = describeValue(value);
  const wanted = violation.branches.length > 0 ? describeSchemas(violation.branches) : describeSchema(schema);
  switch (keyword) {
    case 'type':
      // which values there are is told by their list
      if (isScalar(value) && Array.isArray(schema.enum) && violation.branches.length === 0) return null;
      return problem(
        'type-wrong',
        origin,
        path,
        `expected ${wanted}, found ${found}`,
        typeHint(violation, path, origin),
      );
    case 'enum':
      // that it is a list at all is told by its type
      if (Array.isArray(value) && typeof schema.type === 'string') return null;
      return explainChoice(violation, subject, wanted);
    case 'const':
    case 'anyOf':
      return explainChoice(violation, subject, wanted);
    case 'pattern':
      return explainPattern(violation, origin, path);
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum': {
      const bound = `must be ${comparisons[String(params.comparison)]} ${params.limit}, not ${showValue(value)}`;
      return problem('value-out-of-range', origin, path, `${settingName(path)} ${bound}`);
    }
    default: {
      const message = `${settingName(path)} ${sizeMessage(keyword, params)}`;
      const hint =
        keyword === 'maxItems' && typeof schema.description === 'string' ? schema.description : undefined;
      return problem('value-out-of-range', origin, path, message, hint);
    }
  }
}

function explainChoice(violation: Violation, subject: ViolationSubject, wanted: string): Diagnostic {
  const { value, schema, branches } = violation;
  const { origin, path } = place(violation, subject, 'value');
  const values = (branches.length > 0 ? branches : [schema]).flatMap((one) => [...allowedValues(one)]);
  const texts = values.filter((one) => typeof one === 'string');
  if (isJsonObject(value) && branches.length > 0) {
    const keys = [...new Set(branches.flatMap((branch) => Object.keys(properties(branch))))];
    const [key] = Object.keys(value);
    const open = branches.some((branch) => isJsonObject(branch.additionalProperties));
    const about = open && typeof schema.description === 'string' ? schema.description : undefined;
    const words = wordPlace('keys', violation, subject);
    const meant = key === undefined ? about : (meantBy(key, keys, words) ?? about);
    const hint = meant ?? (key === undefined ? undefined : suggestWord(key, keys, 'keys', words));
    return problem('value-not-allowed', origin, path, `expected ${wanted}`, hint);
  }
  if (isQuotedNumber(violation)) {
    const message = `expected ${wanted}, found ${describeValue(value)}`;
    return problem('value-not-allowed', origin, path, message, 'remove the quotes');
  }
  const text = cutText(value, origin) ?? value;
  const hint =
    typeof text === 'string' ? meantBy(text, texts, wordPlace('values', violation, subject)) : undefined;
  return problem('value-not-allowed', origin, path, `expected ${wanted}, found ${showValue(value)}`, hint);
}

/** The whole of a text that a comma ended inside brackets, such as `I(X,T)`; null when nothing was cut off. */
function cutText(value: Violation['value'], { source, range }: Origin): string | null {
  const open = typeof value === 'string' && lastOf(value, '([{') > lastOf(value, ')]}');
  return open && source.text[range.end.offset] === ','
    ? textWithBrackets(source.text, range.start.offset)
    : null;
}

function lastOf(text: string, signs: string): number {
  return Math.max(...[...signs].map((sign) => text.lastIndexOf(sign)));
}

function explainPattern(violation: Violation, origin: Origin, path: string): Diagnostic {
  const { schema, value } = violation;
  const message = `${settingName(path)} cannot be ${showValue(value)}`;
  if (path === 'study') {
    const rule = 'lower-case letters and digits, in groups joined by hyphens';
    const good = String(value)
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('-');
    const hint = good === undefined ? rule : `${rule}, such as \`${good}\``;
    return problem('name-invalid', origin, path, message, hint);
  }
  const about = schema.description;
  const hint = typeof about === 'string' ? about : `it must match ${violation.params.pattern}`;
  return problem('value-not-allowed', origin, path, message, hint);
}

const comparisons: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'above',
  '<': 'below',
};

function sizeMessage(keyword: string, params: Violation['params']): string {
  const limit = String(params.limit);
  if (keyword === 'minItems') return `needs at least ${limit} ${limit === '1' ? 'value' : 'values'}`;
  if (keyword === 'maxItems') return `takes at most ${limit} values`;
  if (keyword === 'minProperties') return limit === '1' ? 'is empty' : `needs at least ${limit} keys`;
  if (keyword === 'maxLength') return `is longer than ${limit} characters`;
  return `breaks the rule \`${keyword}\``;
}
