import { statSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import type { OnnxFacts } from '../../src/node/onnx-facts.ts';
import { RunError } from '../../src/node/run-error.ts';

/**
 * The files beside a graph that hold some of its numbers, from the study's folder, each once.
 * @param file the ONNX file, from the study's folder
 * @throws RunError when one leads out of the graph's folder, is not there, or ends before its numbers do
 */
export function externalFiles(file: string, { initializers }: OnnxFacts, folder: string): string[] {
  const ends = new Map<string, number>();
  for (const { name, external } of initializers) {
    if (!external) continue;
    const { location, offset, length } = external;
    if (posix.isAbsolute(location) || location.split(/[/\\]/).includes('..'))
      throw new RunError(`${file}: the numbers of ${name} lie in ${location}, outside of its folder`, {
        hint: again,
      });
    ends.set(location, Math.max(ends.get(location) ?? 0, offset + (length ?? 0)));
  }
  return [...ends].map(([location, end]) => {
    const path = posix.join(posix.dirname(file), location);
    const held = statSync(resolve(folder, path), { throwIfNoEntry: false })?.size;
    if (held === undefined)
      throw new RunError(`there is no file ${path}, in which ${file} keeps its weights`, {
        hint: 'put it beside the ONNX file again, or export with external_data=False',
      });
    if (held < end)
      throw new RunError(`${path} has ${held} bytes, and ${file} keeps ${end} in it`, { hint: again });
    return path;
  });
}

const again = 'export it again, with external_data=False';
