import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import type { ComparedSide } from '../../runner/reporting/make-comparison.ts';
import type { FinishedRun } from '../../runner/reporting/make-report.ts';

/** A run in a folder `<home>/<name>` of its own, with its settings as resolved.yaml, for `makeComparison`. */
export function comparedSide(home: string, name: string, finished: FinishedRun, settings = ''): ComparedSide {
  const folder = join(home, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'resolved.yaml'), `study: ${finished.plan.study}\n${settings}`);
  return { folder, finished, kinds: ownKinds };
}
