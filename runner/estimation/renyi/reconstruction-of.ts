import { RunError } from '../../../src/node/run-error.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';

/** The reconstruction X': what the last of the captured layers gives, as large as the input. */
export function reconstructionOf({ layers, inputs }: Capture): CapturedLayer {
  const [first, ...others] = layers;
  const last = others.reduce((latest, layer) => (layer.index > latest.index ? layer : latest), first!);
  if (last.values.length === inputs.length) return last;
  throw new RunError(
    "I(T;X') needs the reconstruction X', and the last layer of the probe is not as large as the input",
    { hint: 'let the probe list the last layer of the autoencoder too' },
  );
}
