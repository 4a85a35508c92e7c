import { type Diagnostic, type Origin, problem } from '../diagnostic/diagnostic.ts';
import { textWithBrackets } from '../document/bracketed-text.ts';
import { isJsonObject } from '../plan/json.ts';
import {
  allowedValues,
  alternatives,
  type Definitions,
  dereference,
  properties,
  type Schema,
} from './schema.ts';
import { meantBy, otherNames, suggestWord } from './suggest-word.ts';
import type { Violation } from './validator.ts';
import { keyPlace, place, type Subject, settingName, titleAt, wordPlace } from './violation-place.ts';
import {
  describeSchema,
  describeSchemas,
  describeValue,
  joinWords,
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
      return explainUnknownKey(violation, subject, definitions);
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
  const hint = 'a name begins with a letter, followed by letters, digits, `-` or `_`';
  const { origin, path } = keyPlace(violation, subject, name);
  return problem('name-invalid', origin, path, `${showValue(name)} is not a valid name`, hint);
}

function explainUnknownKey(violation: Violation, subject: Subject, definitions: Definitions): Diagnostic {
  const key = String(violation.params.additionalProperty);
  const { origin, path } = keyPlace(violation, subject, key);
  const others = violation.path.length === 0 ? subject.otherKeys : [];
  const known = [...Object.keys(properties(violation.schema)), ...others];
  const words = wordPlace('keys', violation, subject);
  const hint =
    keyHint(key, origin) ??
    (otherNames(key, known, words).length > 0 ? undefined : insideHint(key, violation.schema, definitions)) ??
    suggestWord(key, known, 'keys', words);
  return problem(
    'key-unknown',
    origin,
    path,
    `${titleAt(violation, subject)} has no key ${showValue(key)}`,
    hint,
  );
}

function keyHint(key: string, { source, range }: Origin): string | undefined {
  if (key === '<<') return noMergeKeys;
  const closes = /^[^([{]*[)\]}]/.test(key) && /,\s*$/.test(source.text.slice(0, range.start.offset));
  return closes ? 'inside brackets a comma ends a text: put the whole text in quotes' : undefined;
}

/** A key that one of the settings has: `bins` belongs in `edges`. */
function insideHint(key: string, schema: Schema, definitions: Definitions): string | undefined {
  const found = Object.entries(properties(schema)).flatMap(([setting, inner]) => {
    const keys = alternatives(inner, definitions).flatMap((one) => Object.keys(properties(one)));
    const [name] = keys.includes(key) ? [key] : otherNames(key, keys, `keys of ${setting}`);
    return name === undefined ? [] : [{ setting, name }];
  });
  const [first] = found;
  if (!first) return undefined;
  const settings = found.filter(({ name }) => name === first.name).map(({ setting }) => `\`${setting}\``);
  return `write \`${first.name}\` in ${joinWords(settings, 'or')}`;
}

function explainMissingKey(violation: Violation, subject: Subject, definitions: Definitions): Diagnostic {
  const key = String(violation.params.missingProperty);
  const property = properties(violation.schema)[key];
  const own = isJsonObject(property) ? property.description : undefined;
  const about = own ?? dereference(property, definitions).description;
  const hint = typeof about === 'string' ? `\`${key}\`: ${about}` : undefined;
  const { origin, path } = place(violation, subject, 'key');
  return problem('key-missing', origin, path, `${titleAt(violation, subject)} lacks \`${key}\``, hint);
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

function explainValue(violation: Violation, subject: Subject): Diagnostic {
  const { keyword, params, schema, value } = violation;
  const { origin, path } = place(violation, subject, 'value');
  const found = describeValue(value);
  const wanted = violation.branches.length > 0 ? describeSchemas(violation.branches) : describeSchema(schema);
  switch (keyword) {
    case 'type':
      return problem('type-wrong', origin, path, `expected ${wanted}, found ${found}`, typeHint(violation));
    case 'enum':
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

function explainChoice(violation: Violation, subject: Subject, wanted: string): Diagnostic {
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
  const open = typeof value === 'string' && /[([{][^)\]}]*$/.test(value);
  return open && source.text[range.end.offset] === ','
    ? textWithBrackets(source.text, range.start.offset)
    : null;
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

function typeHint(violation: Violation): string | undefined {
  const { value, schema, branches } = violation;
  const types = (branches.length > 0 ? branches : [schema]).map((one) => one.type);
  if (value === null) return 'give it a value, or remove the key';
  if (notFinite(value)) return 'numbers must be finite; a setting that allows infinity takes the word `inf`';
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (scalar && types.includes('string')) return 'put it in quotes';
  if (isQuotedNumber(violation)) return 'remove the quotes';
  if (!Array.isArray(value) && types.includes('array')) return 'put it in `[ ]`';
  return undefined;
}

/** Whether a text is a number in quotes where a number can stand. */
function isQuotedNumber({ value, schema, branches }: Violation): boolean {
  if (typeof value !== 'string' || value.trim() === '' || Number.isNaN(Number(value))) return false;
  const types = (branches.length > 0 ? branches : [schema]).map((one) => one.type);
  return types.includes('number') || types.includes('integer');
}
