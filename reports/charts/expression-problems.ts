import { parseExpression } from 'vega';
import type { Json, JsonObject } from '../../src/plan/plan.ts';

/** An expression that may not stand in a chart. */
export interface ExpressionProblem {
  /** Keys and places in lists that lead to it. */
  readonly path: readonly string[];
  readonly why: string;
}

/** A node of the tree that Vega's parser makes (ESTree). */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly regex?: object;
  readonly computed?: boolean;
  readonly [part: string]: unknown;
}

/** Settings of Vega-Lite whose texts are expressions. */
const places = ['calculate', 'filter', 'test', 'and', 'or', 'not', 'expr', 'signal', 'labelExpr'];
const longest = 1000;

const constants = [
  ...['NaN', 'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2', 'SQRT2', 'MIN_VALUE', 'MAX_VALUE'],
];

/** Functions whose time and result are bounded by what they are given, and that give the same for the same. */
const functions: ReadonlySet<string> = new Set([
  ...['abs', 'acos', 'asin', 'atan', 'atan2', 'ceil', 'clamp', 'cos', 'exp', 'floor', 'hypot', 'log', 'max'],
  ...['min', 'pow', 'round', 'sin', 'sqrt', 'tan', 'isNaN', 'isFinite', 'isArray', 'isBoolean', 'isDate'],
  ...['isDefined', 'isNumber', 'isObject', 'isString', 'isValid', 'toBoolean', 'toDate', 'toNumber'],
  ...['toString', 'parseFloat', 'parseInt', 'length', 'indexof', 'lastindexof', 'lower', 'upper', 'slice'],
  ...['substring', 'trim', 'reverse', 'join', 'peek', 'inrange', 'lerp', 'if', 'span', 'extent', 'datetime'],
  ...['utc', 'date', 'day', 'dayofyear', 'hours', 'milliseconds', 'minutes', 'month', 'quarter', 'seconds'],
  ...['time', 'timezoneoffset', 'week', 'year', 'utcdate', 'utcday', 'utcdayofyear', 'utchours'],
  ...['utcmilliseconds', 'utcminutes', 'utcmonth', 'utcquarter', 'utcseconds', 'utcweek', 'utcyear'],
  ...['monthFormat', 'monthAbbrevFormat', 'dayFormat', 'dayAbbrevFormat', 'rgb', 'hsl', 'lab', 'hcl'],
  ...['luminance', 'contrast', 'cumulativeNormal', 'densityNormal', 'quantileNormal', 'cumulativeLogNormal'],
  ...['densityLogNormal', 'quantileLogNormal', 'cumulativeUniform', 'densityUniform', 'quantileUniform'],
]);

/** Functions whose second argument says how much is done: it is a text that is written out. */
const written: Readonly<Record<string, (text: string) => boolean>> = {
  format: (text) => !/\d{3}/.test(text),
  timeFormat: () => true,
  utcFormat: () => true,
  replace: (text) => text !== '',
  split: () => true,
};

/**
 * What the expressions of a chart may not say. They are judged on the tree of Vega's own parser, by a list of what they may hold:
 * the row (`datum`), constants, parameters of the chart that have a value, operators and the functions above. So they are
 * worth the same in the reader's browser as where the report is made. There are no regular expressions, since one can take
 * longer than anybody waits; selections (`select`) are named by `param`.
 */
export function expressionProblems(chart: Json): readonly ExpressionProblem[] {
  const names = parameterNames(chart);
  const walk = (value: Json, path: readonly string[], key: string): ExpressionProblem[] => {
    if (typeof value === 'string') {
      const why = places.includes(key) ? expressionProblem(value, names) : null;
      return why === null ? [] : [{ path, why }];
    }
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) =>
      walk(inner as Json, [...path, name], Array.isArray(value) ? key : name),
    );
  };
  return walk(chart, [], '');
}

/** Why an expression may not stand in a chart; null when it may. @param names parameters that have a value */
function expressionProblem(text: string, names: ReadonlySet<string>): string | null {
  if (text.length > longest) return `an expression has at most ${longest} characters`;
  try {
    return nodeProblem(parseExpression(text) as Node, names);
  } catch (cause) {
    return `it is no expression of Vega: ${(cause as Error).message}`;
  }
}

function nodeProblem(node: Node, names: ReadonlySet<string>): string | null {
  const inner = (...parts: unknown[]) =>
    parts.flat().reduce<string | null>((why, part) => why ?? nodeProblem(part as Node, names), null);
  switch (node.type) {
    case 'Literal':
      return node.regex === undefined ? null : 'regular expressions may take for ever, so there are none';
    case 'Identifier':
      return identifierProblem(String(node.name), names);
    case 'MemberExpression':
      return inner(node.object, node.computed ? node.property : []);
    case 'CallExpression':
      return callProblem(node) ?? inner(node.arguments);
    case 'ArrayExpression':
      return inner(node.elements);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return inner(node.left, node.right);
    case 'UnaryExpression':
      return inner(node.argument);
    case 'ConditionalExpression':
      return inner(node.test, node.consequent, node.alternate);
    default:
      return 'it is made of values, lists, operators and calls of functions';
  }
}

function identifierProblem(name: string, names: ReadonlySet<string>): string | null {
  if (name === 'datum' || constants.includes(name) || names.has(name)) return null;
  return `\`${name}\` is neither \`datum\` nor a parameter of the chart that has a value`;
}

function callProblem({ callee, arguments: given }: Node): string | null {
  const { type, name = '' } = callee as Node;
  if (type !== 'Identifier') return 'it calls functions by their names';
  const [, second] = given as readonly Node[];
  if (Object.hasOwn(written, name)) {
    const text = second?.type === 'Literal' ? second.value : undefined;
    if (typeof text === 'string' && written[name]!(text)) return null;
    return `what \`${name}(\` is told comes as a short text that is written out`;
  }
  return functions.has(name) ? null : `\`${name}(\` is not among the functions that a chart may call`;
}

/** Names of all parameters that have a value, and are no selection anywhere in the chart. */
function parameterNames(chart: Json): ReadonlySet<string> {
  const [valued, selections] = [new Set<string>(), new Set<string>()];
  const look = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    const { params } = value as JsonObject;
    for (const param of Array.isArray(params) ? params : []) {
      if (typeof param !== 'object' || param === null || Array.isArray(param)) continue;
      const { name, select } = param as JsonObject;
      if (typeof name === 'string') (select === undefined ? valued : selections).add(name);
    }
    for (const inner of Object.values(value)) look(inner as Json);
  };
  look(chart);
  return new Set([...valued].filter((name) => !selections.has(name)));
}
