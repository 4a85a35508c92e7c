import { type Diagnostic, type Origin, problem } from '../diagnostic/diagnostic.ts';
import { nearestName, suggestName } from '../diagnostic/nearest.ts';
import { textWithBrackets } from '../document/bracketed-text.ts';
import { at } from '../document/path.ts';
import { isJsonObject } from '../plan/json.ts';
import { replacedWhole } from './replaced-whole.ts';
import { allowedValues, type Definitions, dereference, properties } from './schema.ts';
import { familyKeys } from './spec.ts';
import type { Violation } from './validator.ts';
import { keyPlace, place, type Subject, settingName, titleAt } from './violation-place.ts';
import {
  describeSchema,
  describeSchemas,
  describeValue,
  noMergeKeys,
  notFinite,
  showValue,
} from './wording.ts';

/** Says what is wrong with a value, exactly where it was written. Null for failures that another one tells better. */
export function explainViolation(
  violation: Violation,
  subject: Subject,
  definitions: Definitions,
): Diagnostic | null {
  const { keyword, params } = violation;
  if (params.propertyName !== undefined || keyword === 'if') {
    return keyword === 'pattern' ? explainName(violation, subject) : null;
  }
  switch (keyword) {
    case 'additionalProperties':
      return explainUnknownKey(violation, subject);
    case 'required':
      return explainMissingKey(violation, subject, definitions);
    case 'uniqueItems':
      return explainRepeat(violation, subject);
    default:
      return explainValue(violation, subject);
  }
}

function explainName(violation: Violation, subject: Subject): Diagnostic {
  const name = String(violation.params.propertyName);
  const hint = 'names begin with a letter and go on with letters, digits, `-` and `_`';
  const { origin, path } = keyPlace(violation, subject, name);
  return problem('name-invalid', origin, path, `${showValue(name)} is no name`, hint);
}

function explainUnknownKey(violation: Violation, subject: Subject): Diagnostic {
  const key = String(violation.params.additionalProperty);
  const { origin, path } = keyPlace(violation, subject, key);
  const others = violation.path.length === 0 ? subject.otherKeys : [];
  const known = [...Object.keys(properties(violation.schema)), ...others];
  const hint = keyHint(key, origin, known) ?? suggestName(key, known, 'keys');
  return problem(
    'key-unknown',
    origin,
    path,
    `${titleAt(violation, subject)} has no key ${showValue(key)}`,
    hint,
  );
}

function keyHint(key: string, { source, range }: Origin, known: readonly string[]): string | undefined {
  if (key === '<<') return noMergeKeys;
  const [name, value] = key.split(/:(?!.*:)/);
  if (value && known.includes(name!)) return `a blank belongs after the colon: \`${name}: ${value}\``;
  const closes = /^[^([{]*[)\]}]/.test(key) && /,\s*$/.test(source.text.slice(0, range.start.offset));
  return closes ? 'inside brackets a comma ends a text: put the whole text in quotes' : undefined;
}

function explainMissingKey(violation: Violation, subject: Subject, definitions: Definitions): Diagnostic {
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

function explainRepeat(violation: Violation, subject: Subject): Diagnostic {
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

function explainValue(violation: Violation, subject: Subject): Diagnostic | null {
  const { keyword, params, schema, value } = violation;
  const { origin, path } = place(violation, subject, 'value');
  const found = describeValue(value);
  const wanted = violation.branches.length > 0 ? describeSchemas(violation.branches) : describeSchema(schema);
  switch (keyword) {
    case 'type':
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
      return explainChoice(violation, origin, path, wanted);
    case 'const':
    case 'anyOf':
      return explainChoice(violation, origin, path, wanted);
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

function explainChoice(violation: Violation, origin: Origin, path: string, wanted: string): Diagnostic {
  const { value, schema, branches } = violation;
  const values = (branches.length > 0 ? branches : [schema]).flatMap((one) => [...allowedValues(one)]);
  const texts = values.filter((one) => typeof one === 'string');
  const near = typeof value === 'string' ? nearestName(value, texts) : null;
  if (isJsonObject(value) && branches.length > 0) {
    const keys = [...new Set(branches.flatMap((branch) => Object.keys(properties(branch))))];
    const [key] = Object.keys(value);
    const open = branches.some((branch) => isJsonObject(branch.additionalProperties));
    const about = open && typeof schema.description === 'string' ? schema.description : undefined;
    const near = key === undefined ? null : nearestName(key, keys);
    const hint = key === undefined || (near === null && about) ? about : suggestName(key, keys, 'keys');
    return problem('value-not-allowed', origin, path, `expected ${wanted}`, hint);
  }
  if (isQuotedNumber(violation)) {
    const message = `expected ${wanted}, found ${describeValue(value)}`;
    return problem('value-not-allowed', origin, path, message, 'remove the quotes');
  }
  const whole = cutText(value, origin);
  const meant = whole === null ? near : nearestName(whole, texts);
  const hint = meant === null ? undefined : `did you mean \`${meant}\`?`;
  return problem('value-not-allowed', origin, path, `expected ${wanted}, found ${showValue(value)}`, hint);
}

/** The whole of a text that a comma ended inside brackets, such as `I(X,T)`; null when nothing was cut off. */
function cutText(value: Violation['value'], { source, range }: Origin): string | null {
  const open = typeof value === 'string' && /[([{][^)\]}]*$/.test(value);
  return open && source.text[range.end.offset] === ','
    ? textWithBrackets(source.text, range.start.offset)
    : null;
}

function explainPattern(violation: Violation, origin: Origin, path: string): Diagnostic {
  const { schema, value } = violation;
  const message = `${settingName(path)} cannot be ${showValue(value)}`;
  if (path === 'study') {
    const rule = 'small letters and digits in groups joined by hyphens';
    const good = String(value)
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('-');
    const hint = good === undefined ? rule : `${rule}, such as \`${good}\``;
    return problem('name-invalid', origin, path, message, hint);
  }
  const about = schema.description;
  const hint = typeof about === 'string' ? about : `the form is ${violation.params.pattern}`;
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

function typeHint(violation: Violation, path: string, origin: Origin): string | undefined {
  const { value, schema, branches } = violation;
  const types = (branches.length > 0 ? branches : [schema]).map((one) => one.type);
  if (value === null) return 'give it a value, or remove the key';
  if (Array.isArray(value) && !types.includes('array') && isSetting(path)) {
    const list = origin.source.text.slice(origin.range.start.offset, origin.range.end.offset);
    const short = list.startsWith('[') && list.length <= 60 && !list.includes('\n') ? list : '[...]';
    return `several values are an axis of the matrix: \`matrix: { ${path}: ${short} }\``;
  }
  if (notFinite(value)) return 'numbers are finite; a setting that takes infinity has the word `inf` for it';
  if (types.includes('boolean') && typeof value === 'string') {
    const meant = booleanMeant(value);
    if (meant !== null) return `write \`${meant}\`: in YAML 1.2 ${showValue(value)} is a text`;
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (scalar && types.includes('string')) return 'put it in quotes';
  if (isQuotedNumber(violation)) return 'remove the quotes';
  if (!Array.isArray(value) && types.includes('array')) return 'put it in `[ ]`';
  return undefined;
}

/** Whether a path is that of a setting of an entry, which the matrix can vary. */
function isSetting(path: string): boolean {
  const parts = path.split('.');
  const families: readonly string[] = Object.values(familyKeys);
  return parts.length > 2 && families.includes(parts[0]!) && !parts.some((part) => /^\d+$/.test(part));
}

/** What YAML 1.1 and other languages mean by a word; null for a word that is no truth value. */
function booleanMeant(word: string): boolean | null {
  if (/^(on|yes|y|true)$/i.test(word)) return true;
  return /^(off|no|n|false)$/i.test(word) ? false : null;
}

/** Whether a text is a number in quotes where a number can stand. */
function isQuotedNumber({ value, schema, branches }: Violation): boolean {
  if (typeof value !== 'string' || value.trim() === '' || Number.isNaN(Number(value))) return false;
  const types = (branches.length > 0 ? branches : [schema]).map((one) => one.type);
  return types.includes('number') || types.includes('integer');
}
