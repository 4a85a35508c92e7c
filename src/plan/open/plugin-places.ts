import { dirname, isAbsolute, join } from 'node:path';
import { type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { liesIn, type StudyFiles } from '../../document/study-files.ts';
import { type LocatedMap, type LocatedNode, toPlain, valueAt } from '../../document/tree.ts';
import { describeValue, showValue } from '../../spec/wording.ts';
import type { Problems } from './problems.ts';

/** A plugin that a study names. */
export interface PluginPlace {
  /** As messages name it. */
  readonly path: string;
  /** Absolute, links followed. */
  readonly real: string;
  /** Where it is named. */
  readonly origin: Origin;
}

const example = 'such as `plugins: [./my-kind.ts]`';

/**
 * The plugins that one file of a study names. A path is relative to the file and stays in the project, links followed;
 * what is wrong is reported.
 * @param path of the file
 * @param project folder of the project
 */
export function pluginPlaces(
  tree: LocatedMap,
  path: string,
  project: string,
  files: StudyFiles,
  problems: Problems,
): PluginPlace[] {
  const list = valueAt(tree, 'plugins');
  if (!list) return [];
  if (list.type !== 'seq') {
    const message = `expected a list, found ${describeValue(toPlain(list))}`;
    problems.add(problem('type-wrong', list.origin, 'plugins', message, example));
    return [];
  }
  return list.items.flatMap((item, index) => {
    const complain = (
      code: 'type-wrong' | 'value-not-allowed' | 'plugin-outside',
      message: string,
      hint: string,
    ) => {
      problems.add(problem(code, item.origin, `plugins.${index}`, message, hint));
      return [];
    };
    const text = textOf(item);
    if (text === null)
      return complain(
        'type-wrong',
        `expected the path of a plugin, found ${describeValue(toPlain(item))}`,
        example,
      );
    if (!/[.]ts$/.test(text) || text.endsWith('.d.ts'))
      return complain('value-not-allowed', `${showValue(text)} is no TypeScript file`, example);
    const named = isAbsolute(text) ? text : join(dirname(path), text);
    const real = files.realPath(named);
    if (isAbsolute(text) || !liesIn(project, real)) {
      const hint = 'name a file of the project by its path from this file, such as `./my-kind.ts`';
      return complain('plugin-outside', `${showValue(text)} leads out of the project`, hint);
    }
    return [{ path: named, real, origin: item.origin }];
  });
}

function textOf(item: LocatedNode): string | null {
  return item.type === 'scalar' && typeof item.value === 'string' ? item.value : null;
}
