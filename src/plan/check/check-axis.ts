import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import type { Json } from '../json.ts';
import type { Conditions } from './conditions.ts';
import type { AxisConditions, StudyAxes } from './study-axes.ts';

/** The problem with a name that should be an axis of the matrix, or nothing. @param others names that are good too */
export function checkAxis(
  name: string,
  origin: Origin,
  path: string,
  { complete, names }: StudyAxes,
  others: readonly string[] = ['seed'],
): Diagnostic[] {
  if (!complete || others.includes(name) || names.has(name)) return [];
  const paths = [...new Set(names.values())];
  const several = paths.filter((one) => one.endsWith(`.${name}`));
  const hint =
    several.length > 1
      ? `say which: ${joinWords(several.map(showValue), 'or')}`
      : suggestName(name, [...new Set([...others, ...paths])], 'axes of the matrix');
  const message =
    several.length > 1
      ? `${several.length} axes of the matrix end with ${showValue(name)}`
      : `the matrix has no axis ${showValue(name)}`;
  return [problem('reference-unknown', origin, path, message, hint)];
}

/** Checks the axes that conditions name and their values, and that some trial has them all. */
export function checkSettings(
  { settings }: Conditions,
  wanted: AxisConditions,
  axes: StudyAxes,
): Diagnostic[] {
  if (!axes.complete) return [];
  const found = settings.flatMap(({ axis, values }) => {
    const name = String(axis.value);
    const unknown = checkAxis(name, axis.origin, axis.path, axes);
    if (unknown.length > 0) return unknown;
    const known = axes.values.get(pathOf(name, axes)) ?? [];
    return values.flatMap(({ value, origin, path }) => {
      if (known.includes(value)) return [];
      const message = `no trial has ${showValue(name)} at ${showValue(value)}`;
      return [problem('where-empty', origin, path, message, nearestValue(value, known))];
    });
  });
  const [first] = settings;
  if (found.length > 0 || !first || axes.valuesWith('seed', wanted).length > 0) return found;
  const message = 'no trial of the matrix has all of these settings';
  return [problem('where-empty', first.axis.origin, first.axis.path, message, 'take one of them away')];
}

function pathOf(name: string, { names }: StudyAxes): string {
  return names.get(name) ?? name;
}

/** The values of an axis in words, the nearest number first. */
function nearestValue(value: Json, known: readonly Json[]): string {
  const named = known.filter((one) => one !== null);
  // a variant that is called by a number has a text for a name
  if (typeof value === 'number' && named.includes(String(value))) return `write it in quotes: "${value}"`;
  const numbers = named.filter((one) => typeof one === 'number');
  if (typeof value === 'number' && numbers.length > 0) {
    const nearest = numbers.reduce((best, one) =>
      Math.abs(one - value) < Math.abs(best - value) ? one : best,
    );
    return `did you mean ${showValue(nearest)}? ${valuesInWords(named)}`;
  }
  return suggestName(String(value), named.map(String), 'its values') ?? valuesInWords(named);
}

function valuesInWords(values: readonly Json[]): string {
  const shown = values.slice(0, 8).map(showValue);
  const rest = values.length > shown.length ? `, and ${values.length - shown.length} more` : '';
  return `its values: ${shown.join(', ')}${rest}`;
}
