import { join } from 'node:path';
import type { RecordedRow } from '../../../src/captures/capture-rows.ts';
import type { Recording } from '../../../src/captures/open-recordings.ts';
import { featureMaps, isTokens } from '../../../src/plan/feature-maps.ts';
import type { ProbePlan, StagePlan } from '../../../src/plan/plan.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { SampleValues } from '../../contract/numerics.ts';
import { type NamedArrayFile, openArrayFile } from '../../readers/array-file.ts';
import { fileWith, type RowArrays, rowArray, variablesFirst } from './recorded-array.ts';
import { rowInWords } from './recorded-files.ts';
import { type RecordedLabels, recordedLabels } from './recorded-labels.ts';
import { splitTokens } from './split-tokens.ts';

/** Arrays that rows have beside those of layers. */
const ofSamples: readonly string[] = ['X', 'Y', 'mask', 'dL'];

/** What a recording is read with. */
export interface RecordedReading {
  readonly stage: StagePlan;
  readonly recording: Recording;
}

/** Opens the file with what is the same in every row of some samples; null where there is none. */
export async function openCommon(
  { recording }: RecordedReading,
  samples: string,
): Promise<NamedArrayFile | null> {
  const { common } = recording.header.samples.get(samples)!;
  if (!common) return null;
  const { place, folder } = recording;
  const name = `${folder}/${common.file} (of all rows of ${samples})`;
  return openArrayFile(join(place, common.file), name, (array) => ofSamples.includes(array));
}

/**
 * Reads a row, and makes what each of some probes sees of it; a capture owns its memory. Of the file only the arrays that they look
 * at are read.
 * @param common of the row's samples
 * @throws RunError, with file and row, when the file is not there or damaged, or does not hold what captures.json says
 */
export async function readRow(
  { stage, recording }: RecordedReading,
  row: RecordedRow,
  common: NamedArrayFile | null,
  probes: readonly ProbePlan[],
): Promise<Capture[]> {
  const { folder, place, header } = recording;
  const name = `${folder}/${row.file} (${rowInWords(row)})`;
  const wanted = new Set([...ofSamples, ...probes.flatMap((probe) => layerArrays(stage, probe))]);
  const own = await openArrayFile(join(place, row.file), name, (array) => wanted.has(array));
  const { n } = header.samples.get(row.samples)!;
  const arrays = {
    place: name,
    files: common ? [own, common] : [own],
    n,
  };
  const labels = recordedLabels(arrays, header.classes);
  return probes.map((probe) =>
    captureOf(stage, recording, arrays, { probe, labels, iteration: row.iteration }),
  );
}

/** Names of the arrays of a probe's layers. */
function layerArrays({ network }: StagePlan, { carries, layers }: ProbePlan): string[] {
  const letter = carries === 'errors' ? 'd' : 'T';
  return layers.map((place) => `${letter}.${network.layers[place]!.name}`);
}

function captureOf(
  stage: StagePlan,
  { header }: Recording,
  arrays: RowArrays,
  seen: { readonly probe: ProbePlan; readonly labels: RecordedLabels; readonly iteration: number },
): Capture {
  const { probe, labels, iteration } = seen;
  const { targets } = labels;
  const names = layerArrays(stage, probe);
  return {
    iteration,
    seed: stage.seed,
    samples: arrays.n,
    classes: labels.classes,
    inputs: rowArray(arrays, 'X', header.input.shape).values,
    labels: labels.labels.slice(),
    ...(targets ? { targets: targets.slice() } : {}),
    layers: probe.layers.map((index, at) =>
      layerOf(stage, header, arrays, { index, array: names[at]!, probe }),
    ),
    lossError: probe.carries === 'errors' ? rowArray(arrays, 'dL', null).values : new Float32Array(),
  };
}

function layerOf(
  { network }: StagePlan,
  { layers }: Recording['header'],
  arrays: RowArrays,
  { index, array, probe }: { readonly index: number; readonly array: string; readonly probe: ProbePlan },
): CapturedLayer {
  const { name, output } = network.layers[index]!;
  const axes = layers.get(name)!;
  const found = variablesFirst(rowArray(arrays, array, axes.shape).values, axes, arrays.n);
  const size = featureMaps(output, probe.split);
  return { index, ...size, values: isTokens(output) ? tokensOf(found, arrays, { output, probe }) : found };
}

function tokensOf(
  values: SampleValues,
  arrays: RowArrays,
  { output, probe }: { readonly output: readonly number[]; readonly probe: ProbePlan },
): SampleValues {
  const [tokens = 1, features = 1] = output;
  const mask = fileWith(arrays, 'mask') ? rowArray(arrays, 'mask', [tokens]).values : null;
  const { n, place } = arrays;
  return splitTokens(values, { n, tokens, features, mask }, probe.split ?? 'tokens', place);
}
