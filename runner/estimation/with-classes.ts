import { RunError } from '../../src/node/run-error.ts';
import type { Capture } from '../contract/capture.ts';

/**
 * A capture for estimators that take Y for classes. Where its samples have none, whoever looks at them is told so; others go on.
 * @throws RunError when labels are looked at that are not there
 */
export function withClasses(capture: Capture): Capture {
  if (capture.labels.length === capture.samples) return capture;
  const labels = new Proxy(capture.labels, {
    get: () => {
      throw new RunError(
        capture.targets
          ? 'Y is real-valued in these captures, and this needs classes'
          : 'these captures hold no Y, and this needs classes',
        {
          hint: 'record labels as whole numbers (`labels=` of the recorder), or ask for a quantity without Y; `ksg`, `sliced`, `cka` and `matrix-renyi` take real values',
        },
      );
    },
  });
  return { ...capture, labels };
}
