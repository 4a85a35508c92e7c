import { matchesGlob } from '../../node/matches-glob.ts';
import type { CheckpointFacts, OnnxFacts, OnnxInitializer } from '../../node/onnx-facts.ts';
import { onnxFloat32, onnxTypeName } from '../../node/onnx-facts.ts';

/** What the study says of tensors that are in one of graph and checkpoints alone; `*` stands for any letters, `?` for one. */
export interface LooseNames {
  /** In the graph: taken from the ONNX file. */
  readonly constants: readonly string[];
  /** In the checkpoints: not used. */
  readonly unused: readonly string[];
}

/** Why a graph and a checkpoint do not go together, and what to do. */
export interface Mismatch {
  readonly fault: string;
  readonly hint: string;
}

const exportHint =
  'export the network so that its weights keep their names: torch.onnx.export(model.eval(), ..., dynamo=True, optimize=False)';

/**
 * The tensors of a graph that checkpoints give, by their names. Nothing is left over in silence: a weight that an exporter
 * folded into another one would make all activations wrong.
 */
export function matchWeights(
  facts: OnnxFacts,
  checkpoints: readonly CheckpointFacts[],
  { constants, unused }: LooseNames,
): { readonly weights: readonly string[] } | Mismatch {
  const stored = new Map(facts.initializers.map((one) => [one.name, one]));
  // a copy of an initialiser (Identity) is what an exporter leaves of a second weight that was equal then
  const targets = new Map(stored);
  for (const [name, source] of facts.copies) {
    const origin = stored.get(source);
    if (origin) targets.set(name, origin);
  }
  const isConstant = anyOf(constants);
  const isUnused = anyOf(unused);
  const told = new Set(checkpoints.flatMap(({ weights }) => [...weights.keys()]));
  const weights = [...targets.keys()].filter((name) => told.has(name) && !isConstant(name));
  for (const checkpoint of checkpoints) {
    const wrong = mismatchOf(checkpoint, { targets, stored, weights, isConstant, isUnused });
    if (wrong) return wrong;
  }
  return { weights };
}

interface Sides {
  readonly targets: ReadonlyMap<string, OnnxInitializer>;
  readonly stored: ReadonlyMap<string, OnnxInitializer>;
  readonly weights: readonly string[];
  readonly isConstant: (name: string) => boolean;
  readonly isUnused: (name: string) => boolean;
}

function mismatchOf(
  { file, weights: given }: CheckpointFacts,
  { targets, stored, weights, isConstant, isUnused }: Sides,
): Mismatch | null {
  const over = [...given].filter(
    ([name, { dtype }]) => floats.includes(dtype) && !targets.has(name) && !isUnused(name),
  );
  if (over.length > 0) {
    const names = listed(over.map(([name]) => name));
    return {
      fault: `${file} has ${names}, which the graph does not have: they were renamed, or folded into others`,
      hint: `${exportHint}; what the network does not use can be listed under \`unused\``,
    };
  }
  const lacking = [...stored.values()].filter(
    ({ name, elementType, dims }) =>
      !given.has(name) && !isConstant(name) && (weights.includes(name) || isWeight(elementType, dims)),
  );
  if (lacking.length > 0) {
    const names = listed(lacking.map(({ name }) => name));
    return {
      fault: `${file} has no ${names}, which the graph has`,
      hint: 'write the whole state_dict into it; list under `constants` what is no weight and is taken from the ONNX file',
    };
  }
  for (const name of weights) {
    const { elementType, dims } = targets.get(name)!;
    const weight = given.get(name);
    if (!weight)
      return { fault: `${file} has no ${name}, which other checkpoints have`, hint: 'write it again' };
    if (elementType !== onnxFloat32 || !floats.includes(weight.dtype)) {
      const type = elementType === onnxFloat32 ? weight.dtype : onnxTypeName(elementType);
      return { fault: `${name} in ${file} is of type ${type}`, hint: 'export and save it as float32' };
    }
    if (weight.shape.join() !== dims.join()) {
      return {
        fault: `${name} is (${weight.shape.join(', ')}) in ${file} and (${dims.join(', ')}) in the graph`,
        hint: 'take checkpoints of the network that was exported',
      };
    }
  }
  return null;
}

/** Types of a file of weights that are numbers with a fraction. */
const floats: readonly string[] = ['F64', 'F32', 'F16', 'BF16'];

/** Whether an initialiser that no checkpoint has looks like a weight: a single number is a constant of a formula. */
function isWeight(elementType: number, dims: readonly number[]): boolean {
  return elementType === onnxFloat32 && dims.reduce((product, length) => product * length, 1) > 1;
}

function anyOf(patterns: readonly string[]): (name: string) => boolean {
  return (name) => patterns.some((pattern) => matchesGlob(pattern, name));
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}
