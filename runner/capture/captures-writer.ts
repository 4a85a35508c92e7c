import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { headerFile, rowsFile } from '../../src/captures/captures-header.ts';
import { writeDurably } from '../../src/node/write-durably.ts';
import { isTokens } from '../../src/plan/feature-maps.ts';
import { errorShape } from '../../src/plan/losses.ts';
import type { JsonObject, Shape, StagePlan } from '../../src/plan/plan.ts';
import { epochIn, lossOf, samplesOf } from '../../src/plan/trained-here.ts';
import type { Capture } from '../contract/capture.ts';
import type { SampleValues } from '../contract/numerics.ts';
import type { CurvePoint } from '../contract/stage-result.ts';
import { type StoredTensor, safetensorsBytes } from '../readers/safetensors.ts';
import { ownCapture } from './capture-memory.ts';
import { type SampleGroup, sampleGroups } from './sample-groups.ts';

/** A captures folder that is written: the captures of one training. */
export interface CapturesWriter {
  /** Takes what a probe saw; a row is written when all probes of its samples have been there. Captures come in the order of rows. */
  take(probe: number, capture: Capture): Promise<void>;
  /** Writes the curve, and what all rows have alike. Rows that a probe lacks, as of a training that diverged, are left out. */
  finish(curve: readonly CurvePoint[]): Promise<void>;
  /** Rows that were written. */
  readonly rows: number;
}

const curveFile = 'training.csv';

/**
 * Writes captures in the form that other programs write too (CONTRACT, "Captures from anywhere"), channels first, float32.
 * @param folder absolute; of this training alone
 * @param facts what distinguishes the training: settings that became columns, and whatever else is to be told
 */
export function createCapturesWriter(
  stage: StagePlan,
  folder: string,
  facts: { readonly settings: JsonObject; readonly program: string; readonly meta: JsonObject },
): CapturesWriter {
  const groups = sampleGroups(stage.probes);
  const common = new Set<string>();
  const waiting = new Map<string, Map<number, Capture>>();
  const lines: string[] = [];
  let written: Promise<void> = Promise.resolve();

  async function writeRow(group: SampleGroup, seen: ReadonlyMap<number, Capture>): Promise<void> {
    const [first] = [...seen.values()] as [Capture];
    const { iteration } = first;
    const given = givenArrays(stage, first);
    if (group.fixed && !common.has(group.name)) {
      common.add(group.name);
      await write(`${group.name}.safetensors`, safetensorsBytes(new Map(given)));
    }
    const file = `${group.name}/${String(iteration).padStart(6, '0')}.safetensors`;
    const arrays = [...seen].flatMap(([probe, capture]) => layerArrays(stage, probe, capture));
    await write(file, safetensorsBytes(new Map([...(group.fixed ? [] : given), ...arrays])));
    const epoch = epochIn(stage, iteration);
    lines.push(
      JSON.stringify({ samples: group.name, iteration, ...(epoch === null ? {} : { epoch }), file }),
    );
  }

  async function write(file: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeDurably(join(folder, file), [content]);
  }

  return {
    get rows() {
      return lines.length;
    },
    take(probe, capture) {
      const group = groups.find(({ probes }) => probes.includes(probe))!;
      const key = `${group.name} ${capture.iteration}`;
      const seen = waiting.get(key) ?? new Map<number, Capture>();
      const waits = seen.size + 1 < group.probes.length;
      waiting.set(key, seen.set(probe, waits ? ownCapture(capture) : capture));
      if (waits) return Promise.resolve();
      waiting.delete(key);
      written = written.then(() => writeRow(group, seen));
      return written;
    },
    async finish(curve) {
      await written;
      await write(curveFile, curveText(stage, curve));
      await write(headerFile, `${JSON.stringify(headerOf(stage, groups, facts), null, 2)}\n`);
      await write(rowsFile, lines.map((line) => `${line}\n`).join(''));
    },
  };
}

function headerOf(
  stage: StagePlan,
  groups: readonly SampleGroup[],
  { settings, program, meta }: Parameters<typeof createCapturesWriter>[2],
): JsonObject {
  const { network, probes, seed } = stage;
  const seen = new Set(probes.flatMap(({ layers }) => layers));
  const samples = groups.map(({ name, fixed, probes: [first] }) => {
    const { sample } = probes[first!]!;
    const facts = { split: sample === 'batch' ? 'train' : sample.split, n: samplesOf(stage, sample) };
    return [name, { ...facts, ...(fixed ? { common: `${name}.safetensors` } : {}) }] as const;
  });
  return {
    format: 2,
    seed,
    settings,
    ...(network.classes === null ? {} : { classes: network.classes }),
    loss: lossOf(stage.training),
    ...(probes.some(({ carries }) => carries === 'errors') ? { errors: 'per-sample' } : {}),
    by: { program },
    input: axesOf(network.input),
    layers: Object.fromEntries(
      [...seen]
        .sort((a, b) => a - b)
        .map((layer) => [network.layers[layer]!.name, axesOf(shapeSeen(stage, layer))]),
    ),
    samples: Object.fromEntries(samples),
    training: curveFile,
    meta,
  };
}

/** Shape of a layer as its first probe sees it: of token positions their mean or the last one may be all. */
function shapeSeen({ network, probes }: StagePlan, layer: number): Shape {
  const { output } = network.layers[layer]!;
  const { split } = probes.find(({ layers }) => layers.includes(layer))!;
  return isTokens(output) && (split === 'mean' || split === 'last') ? output.slice(1) : output;
}

function axesOf(shape: Shape): { readonly axes: string; readonly shape: readonly number[] } {
  return { axes: ['N', 'NF', 'NTF', 'NCHW'][shape.length]!, shape: [...shape] };
}

/** X and Y of a capture. */
function givenArrays(
  { network }: StagePlan,
  { samples, inputs, labels, targets }: Capture,
): [string, StoredTensor][] {
  const Y: StoredTensor = targets
    ? tensorOf(network.targets === 1 ? [samples] : [samples, targets.length / samples], targets)
    : { dtype: 'I32', shape: [samples], data: bytesOf(labels) };
  return [
    ['X', tensorOf([samples, ...network.input], inputs)],
    ['Y', Y],
  ];
}

/** Layers of a capture; of error signals those at the output too. */
function layerArrays(
  stage: StagePlan,
  probe: number,
  { samples, layers, lossError }: Capture,
): [string, StoredTensor][] {
  const { network, probes } = stage;
  const { carries, loss } = probes[probe]!;
  const errors = carries === 'errors';
  const own = layers.map(({ index, values }): [string, StoredTensor] => {
    const { name } = network.layers[index]!;
    return [`${errors ? 'd' : 'T'}.${name}`, tensorOf([samples, ...shapeSeen(stage, index)], values)];
  });
  return errors ? [...own, ['dL', tensorOf([samples, ...errorShape(network, loss)], lossError)]] : own;
}

function tensorOf(shape: readonly number[], values: SampleValues): StoredTensor {
  return { dtype: values instanceof Float32Array ? 'F32' : 'F64', shape, data: bytesOf(values) };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function curveText(stage: StagePlan, curve: readonly CurvePoint[]): string {
  const cells = curve.map(({ iteration, split, loss, accuracy }) =>
    [epochIn(stage, iteration) ?? '', iteration, split, loss ?? '', accuracy ?? ''].join(),
  );
  return `${['epoch,iteration,split,loss,accuracy', ...cells].join('\n')}\n`;
}
