import type { Node } from 'ts-morph';
import { findEntry } from '../node/catalog.ts';
import { type Catalog, type CatalogEntry, families, type PortType } from '../node/declare.ts';
import { article } from '../node/type-in-words.ts';
import { isJsonObject, type Json } from '../plan/json.ts';
import { errorAt } from './generate-error.ts';
import type { KindFile } from './kind-file.ts';

/** What a kind of each family must declare for the compiler to find its way. */
const needs: Readonly<Record<string, { readonly output: readonly PortType[]; readonly input?: string }>> = {
  dataset: { output: ['samples'] },
  probe: { output: ['activations', 'errors'], input: 'model' },
  estimator: { output: ['estimates'], input: 'probe' },
  claim: { output: ['verdict'] },
  report: { output: ['figure'] },
};

/**
 * Checks what a plugin declares against its family and the kinds that there are.
 * @param define name of the declaring function
 * @returns its family
 * @throws GenerateError at the declaration
 */
export function checkPluginKind(
  { facts, place }: KindFile,
  define: 'defineNode' | 'defineLayer',
  catalog: Catalog,
): CatalogEntry['family'] {
  const { kind, version } = facts;
  if (typeof kind !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kind))
    throw errorAt(place, '`kind` is a name in small letters, digits and hyphens, written out in place');
  if (!Number.isInteger(version) || Number(version) < 1)
    throw errorAt(place, '`version` must be a whole number of at least 1');
  const family = define === 'defineLayer' ? 'layer' : familyOf(facts.family, place);
  const known = findEntry(catalog, family, kind);
  if (known) {
    const from = known.code === undefined ? 'infoplane has it' : `${known.file} has it`;
    throw errorAt(
      place,
      `there is ${article(family)} kind \`${kind}\` already (${from}); give this one another name`,
    );
  }
  const wanted = needs[family];
  if (!wanted) return family;
  if (!wanted.output.some((output) => output === facts.output))
    throw errorAt(
      place,
      `the \`output\` of ${article(family)} is ${wanted.output.map((one) => `'${one}'`).join(' or ')}`,
    );
  const inputs = Array.isArray(facts.inputs) ? facts.inputs : [];
  const reads = (input: Json) =>
    isJsonObject(input) && input.family === wanted.input && input.from === wanted.input;
  if (wanted.input && !inputs.some(reads))
    throw errorAt(
      place,
      `${article(family)} reads a ${wanted.input}: \`inputs\` has one from '${wanted.input}'`,
    );
  if (family === 'dataset' && facts.provides === undefined)
    throw errorAt(place, 'a dataset says what it `provides`: its facts, or the settings that are paths');
  return family;
}

function familyOf(family: Json | undefined, place: Node): CatalogEntry['family'] {
  const open = families.filter((name) => name !== 'model');
  const found = open.find((name) => name === family);
  if (found) return found;
  if (family === 'model')
    throw errorAt(
      place,
      'a plugin adds no kind of model; a network is made of layers, and those can be plugins',
    );
  throw errorAt(place, `\`family\` is one of ${open.join(', ')}`);
}
