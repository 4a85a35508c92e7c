import type { Node } from 'ts-morph';
import {
  type CatalogEntry,
  families,
  type InputPort,
  type NodeFamily,
  type PortType,
  portTypes,
  type StatedFacts,
} from '../node/declare.ts';
import { measures, type Quantities } from '../node/quantity.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { errorAt } from './generate-error.ts';

/**
 * Reads the declared inputs of a kind.
 * @param params schema of its parameters: `from` and `by` must be among them
 * @param place where mistakes are reported
 */
export function readInputs(declared: Json | undefined, params: JsonObject, place: Node): InputPort[] {
  if (declared === undefined) return [];
  if (!Array.isArray(declared)) throw errorAt(place, '`inputs` must be a list');
  return declared.map((port: Json) => readInput(port, params, place));
}

/** Reads a port's type, such as a node's `output`. */
export function readPortType(value: Json | undefined, place: Node): PortType {
  const found = portTypes.find((name) => name === value);
  if (!found)
    throw errorAt(place, `${JSON.stringify(value)} is no type of port; there are ${portTypes.join(', ')}`);
  return found;
}

function readInput(port: Json, params: JsonObject, place: Node): InputPort {
  if (!isJsonObject(port)) throw errorAt(place, 'an input must be an object');
  const { from, edge, by } = port;
  const isParameter = (name: Json | undefined): name is string =>
    typeof name === 'string' &&
    isJsonObject(params.properties) &&
    Object.hasOwn(params.properties, name.split('.')[0]!);
  if (!isParameter(from))
    throw errorAt(place, `the input's \`from\`, ${JSON.stringify(from)}, is not in \`Params\``);
  if (edge !== 'stream' && edge !== 'table') throw errorAt(place, "an input's `edge` is 'stream' or 'table'");
  const fixed = { from, family: readFamily(port.family, place), edge } as const;
  const list = (types: Json): PortType[] => {
    if (!Array.isArray(types)) throw errorAt(place, '`accepts` must list types of ports');
    return types.map((type: Json) => readPortType(type, place));
  };
  if (by === undefined) return { ...fixed, accepts: list(port.accepts ?? null) };
  if (!isParameter(by))
    throw errorAt(place, `the input's \`by\`, ${JSON.stringify(by)}, is not in \`Params\``);
  if (!isJsonObject(port.accepts))
    throw errorAt(place, 'with `by`, `accepts` maps its values to types of ports');
  const cases = Object.entries(port.accepts).map(([value, types]) => [value, list(types)] as const);
  return { ...fixed, by, accepts: Object.fromEntries(cases) };
}

function readFamily(value: Json | undefined, place: Node): NodeFamily {
  const found = families.find((name) => name === value);
  if (!found) throw errorAt(place, `an input's \`family\` is one of ${families.join(', ')}`);
  return found;
}

/**
 * Reads the facts about a data set that the compiler needs before the data are there.
 * @param params schema of its parameters: stated facts and paths must be among them
 * @param place where mistakes are reported
 */
export function readProvides(
  declared: Json,
  params: JsonObject,
  place: Node,
): NonNullable<CatalogEntry['provides']> {
  if (isJsonObject(declared) && declared.paths !== undefined)
    return readStated(declared.paths, params, place);
  const wanted =
    '`provides` says shape (a list), classes, trainSize and testSize in whole numbers of at least 1, or paths';
  const { shape, classes, trainSize, testSize } = isJsonObject(declared) ? declared : {};
  if (!Array.isArray(shape)) throw errorAt(place, wanted);
  const count = (value: Json | undefined): number => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) throw errorAt(place, wanted);
    return value;
  };
  return {
    shape: shape.map(count),
    classes: count(classes),
    trainSize: count(trainSize),
    testSize: count(testSize),
  };
}

function readStated(paths: Json, params: JsonObject, place: Node): StatedFacts {
  const known = isJsonObject(params.properties) ? Object.keys(params.properties) : [];
  if (!Array.isArray(paths)) throw errorAt(place, '`paths` lists the settings that say where the files lie');
  const names = paths.map(String);
  for (const name of [...names, 'shape', 'classes', 'sizes']) {
    if (!known.includes(name))
      throw errorAt(place, `a data set of the user's files needs \`${name}\` in \`Params\``);
  }
  return { paths: names };
}

/** Reads what the quantities of an estimator measure; each is a value of its setting `quantity`, where that lists its values. */
export function readQuantities(declared: Json, params: JsonObject, place: Node): Quantities {
  if (!isJsonObject(declared)) throw errorAt(place, '`quantities` maps quantities to what they measure');
  const { quantity } = isJsonObject(params.properties) ? params.properties : {};
  const listed = isJsonObject(quantity ?? null)
    ? [(quantity as JsonObject).enum ?? (quantity as JsonObject).const].flat()
    : [];
  return Object.fromEntries(
    Object.entries(declared).map(([name, measure]) => {
      const found = measures.find((one) => one === measure);
      if (!found)
        throw errorAt(place, `${JSON.stringify(measure)} is no measure; there are ${measures.join(', ')}`);
      if (name !== '*' && listed.some((one) => one !== undefined) && !listed.includes(name))
        throw errorAt(
          place,
          `\`quantities\` names ${JSON.stringify(name)}, which the setting \`quantity\` does not have`,
        );
      return [name, found];
    }),
  );
}
