import { dirname, resolve } from 'node:path';
import { type OnnxFacts, type OnnxTensor, onnxFloat32, onnxTypeName } from '../node/onnx-facts.ts';
import { textTable } from './text-table.ts';

/**
 * What an ONNX file says of itself, and which of its tensors can be layers, as text.
 * @param file as the user names it, relative to `cwd`
 * @param store folder of the store; what a run shows is kept there
 * @throws RunError when it is no ONNX file, or cannot be run to see shapes that it does not tell
 */
export async function onnxTensors(file: string, cwd: string, store: string): Promise<string> {
  const [{ diskNetworks, wishKey }, { measureShapes }] = await Promise.all([
    import('../../runner/forward/disk-networks.ts'),
    import('../../runner/forward/measure-shapes.ts'),
  ]);
  const path = resolve(cwd, file);
  const folder = dirname(path);
  const networks = diskNetworks(folder);
  const facts = networks.network(path.slice(folder.length + 1));
  networks.beside(path.slice(folder.length + 1), facts);
  const shapes = await runShapes(facts, async (tensors, input) => {
    const wish = { file: path.slice(folder.length + 1), tensors, input };
    const found = (await measureShapes([wish], folder, store)).get(wishKey(wish))!;
    if (found instanceof Error) throw found;
    return found;
  });
  const rows = facts.tensors.map((tensor) => rowOf(tensor, shapes, facts)).filter((row) => row !== null);
  const table = textTable([['tensor', 'shape', 'as a layer'], ...rows]);
  const seen = shapes.size > 0 ? '\nShapes that the file does not tell are those of a run on zeros.\n' : '';
  return `${headOf(file, facts)}\n\n${table}${seen}`;
}

function headOf(file: string, facts: OnnxFacts): string {
  const list = (tensors: readonly OnnxTensor[]) =>
    tensors
      .map(({ name, dims, elementType }) => `${name} (${shown(dims)}) ${onnxTypeName(elementType)}`)
      .join(', ');
  const opsets = facts.opsets
    .map(({ domain, version }) => `${domain === '' ? '' : `${domain} `}${version}`)
    .join(', ');
  const beside = facts.initializers.filter(({ external }) => external).length;
  return [
    `${file}: opset ${opsets}, IR version ${facts.irVersion}${facts.producer === '' ? '' : `, by ${facts.producer}`}`,
    `inputs: ${list(facts.inputs)}`,
    `outputs: ${list(facts.outputs)}`,
    `${facts.initializers.length} initialisers${beside > 0 ? `, ${beside} of them in files beside it` : ''}; ${facts.nodes} nodes`,
    ...(facts.trainingNode === null
      ? []
      : ['exported in training mode: export it again, after model.eval()']),
  ].join('\n');
}

type Shapes = ReadonlyMap<string, readonly number[]>;

/** Shapes that only a run tells: none where the file tells all, or where its input has an unknown length. */
async function runShapes(
  { tensors, inputs: [input] }: OnnxFacts,
  run: (tensors: readonly string[], input: readonly number[]) => Promise<Shapes>,
): Promise<Shapes> {
  const untold = tensors.filter(({ dims, elementType }) => dims === null || elementType === 0);
  const [first, ...rest] = input?.dims ?? [];
  if (untold.length === 0 || first === undefined || !rest.every((length) => typeof length === 'number'))
    return new Map();
  const samples = typeof first === 'number' ? first : 2;
  return run(
    untold.map(({ name }) => name),
    [samples, ...rest.map(Number)],
  );
}

/** Null for what is no layer: no float32, or without the samples as its first axis. */
function rowOf(
  { name, elementType, dims }: OnnxTensor,
  shapes: Shapes,
  { inputs: [input] }: OnnxFacts,
): string[] | null {
  const samples = input?.dims?.[0] ?? null;
  const run = shapes.get(name);
  if (run) {
    const wanted = typeof samples === 'number' ? samples : 2;
    const kind = run[0] === wanted ? asLayer(run.length) : null;
    return kind === null ? null : [name, shown([samples, ...run.slice(1)]), kind];
  }
  if (elementType !== onnxFloat32 || dims === null || dims[0] !== samples) return null;
  const kind = asLayer(dims.length);
  return kind === null ? null : [name, shown(dims), kind];
}

function asLayer(axes: number): string | null {
  return { 2: 'one variable', 3: 'tokens x features', 4: 'feature maps' }[axes] ?? null;
}

function shown(dims: OnnxTensor['dims']): string {
  return dims === null ? '?' : dims.map((length) => length ?? '?').join(' x ');
}
