import type { Batch, LossSignals, StepResult, Tensors } from '../contract/engine.ts';

/** The batch cut into pieces of at most `most` samples, in order. */
export function cutBatch(batch: Batch, most: number): Batch[] {
  if (batch.samples <= most) return [batch];
  const features = batch.inputs.length / batch.samples;
  const width = (batch.targets?.length ?? 0) / batch.samples;
  const pieces: Batch[] = [];
  for (let from = 0; from < batch.samples; from += most) {
    const to = Math.min(from + most, batch.samples);
    pieces.push({
      samples: to - from,
      inputs: batch.inputs.subarray(from * features, to * features),
      labels: batch.labels.subarray(from, to),
      ...(batch.targets ? { targets: batch.targets.subarray(from * width, to * width) } : {}),
    });
  }
  return pieces;
}

/**
 * One result for the whole batch: the mean loss, all hits, and the tensors one below the other. Inner products of samples in
 * different pieces are not there, so there are none.
 */
export function joinResults(pieces: readonly Batch[], results: readonly StepResult[]): StepResult {
  if (results.length === 1) return results[0]!;
  const tensors = results.flatMap((result) => result.tensors ?? []);
  const heads = results[0]!.heads?.map((_, head) =>
    joinScores(
      pieces,
      results.map((result) => result.heads![head]!),
    ),
  );
  return {
    ...joinScores(pieces, results),
    ...(heads ? { heads } : {}),
    tensors: tensors.length === results.length ? joinTensors(tensors) : null,
  };
}

type Score = Pick<StepResult, 'loss' | 'correct'>;

function joinScores(pieces: readonly Batch[], scores: readonly Score[]): Score {
  const samples = pieces.reduce((sum, piece) => sum + piece.samples, 0);
  const loss = scores.reduce((sum, score, i) => sum + score.loss * pieces[i]!.samples, 0) / samples;
  const hits = scores.flatMap(({ correct }) => (correct === null ? [] : [correct]));
  return {
    loss,
    correct: hits.length === scores.length ? hits.reduce((sum, count) => sum + count, 0) : null,
  };
}

function joinTensors(pieces: readonly Tensors[]): Tensors {
  const joinMaps = (maps: readonly ReadonlyMap<number, Float32Array>[]) =>
    new Map([...maps[0]!.keys()].map((layer) => [layer, join(maps.map((map) => map.get(layer)!))]));
  const joinSignals = (signals: readonly LossSignals[]): LossSignals => ({
    errors: joinMaps(signals.map(({ errors }) => errors)),
    lossError: join(signals.map(({ lossError }) => lossError)),
  });
  const losses = pieces[0]!.ofLosses && [...pieces[0]!.ofLosses.keys()];
  return {
    activations: joinMaps(pieces.map((piece) => piece.activations)),
    products: new Map(),
    ...joinSignals(pieces),
    ...(losses
      ? {
          ofLosses: new Map(
            losses.map((loss) => [loss, joinSignals(pieces.map(({ ofLosses }) => ofLosses!.get(loss)!))]),
          ),
        }
      : {}),
  };
}

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
