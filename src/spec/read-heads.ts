import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { type LocatedMap, valueAt } from '../document/tree.ts';
import { mainLoss, totalLoss } from '../plan/losses.ts';
import { readLayers } from './read-layers.ts';
import type { HeadSpec } from './spec.ts';
import type { SpecContext } from './spec-context.ts';
import { showValue } from './wording.ts';

const namePattern = /^[A-Za-z][A-Za-z0-9_-]*$/;

export interface ReadHeads {
  readonly heads: readonly HeadSpec[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the layers of a model's heads; the model's own schema has checked their other settings. */
export function readHeads(model: LocatedMap, path: string, context: SpecContext): ReadHeads {
  const tree = valueAt(model, 'heads');
  const diagnostics: Diagnostic[] = [];
  const heads: HeadSpec[] = [];
  for (const [name, { key, value }] of tree?.type === 'map' ? tree.entries : []) {
    if (value.type !== 'map') continue;
    const own = `${path}.heads.${name}`;
    const wrong = nameProblem(name);
    if (wrong) diagnostics.push(problem('name-invalid', key, own, ...wrong));
    const list = valueAt(value, 'layers');
    const read = list ? readLayers(list, `${own}.layers`, context) : { layers: [], diagnostics: [] };
    diagnostics.push(...read.diagnostics);
    const layers = read.layers.filter((layer) => layer !== null);
    const whole = !wrong && layers.length === read.layers.length;
    heads.push({ name, layers: whole ? layers : null, key, tree: value, path: own });
  }
  return { heads, diagnostics };
}

function nameProblem(name: string): [message: string, hint: string] | null {
  if (name === mainLoss || name === totalLoss) {
    const message = `a head cannot be named ${showValue(name)}`;
    return [
      message,
      `\`${mainLoss}\` is the loss at the output, \`${totalLoss}\` all losses together; take another name`,
    ];
  }
  if (namePattern.test(name)) return null;
  const message = `the name of a head cannot be ${showValue(name)}`;
  return [message, 'a name begins with a letter, followed by letters, digits, `-` or `_`'];
}
