import { dirname, isAbsolute, join } from 'node:path';
import {
  type Diagnostic,
  type Origin,
  placeText,
  problem,
  type Source,
} from '../../diagnostic/diagnostic.ts';
import { nearYamlFile } from '../../document/near-file.ts';
import { parseDocument } from '../../document/parse-document.ts';
import { readStudyFile } from '../../document/read-study-file.ts';
import { liesIn, projectFolder, type StudyFiles } from '../../document/study-files.ts';
import { type LocatedMap, type LocatedNode, toPlain, valueAt } from '../../document/tree.ts';
import type { Catalog } from '../../node/declare.ts';
import { mergeStudies } from '../../spec/merge-studies.ts';
import { describeValue, showValue } from '../../spec/wording.ts';
import { type PluginPlace, pluginPlaces } from './plugin-places.ts';
import type { Problems } from './problems.ts';

/** A study, or a base, that was parsed, with the bases that it extends; of several the later ones win. */
export interface Lineage {
  readonly tree: LocatedNode;
  readonly bases: readonly Lineage[];
}

/** A study's files. */
export interface StudyLineage {
  /** Null when the study or one of its bases cannot be read. */
  readonly lineage: Lineage | null;
  /** The bases' texts, each once, in the order in which they were met. */
  readonly sources: readonly Source[];
  /** The plugins that any of the files names, each once: those of bases before those of what extends them. */
  readonly plugins: readonly PluginPlace[];
}

/** Puts a study over its bases, and those over theirs. A base that is reached on several ways is merged once. */
export function mergeLineage(study: Lineage, catalog: Catalog): LocatedNode {
  const merged = new Map<Lineage, LocatedNode>();
  const merge = (lineage: Lineage): LocatedNode => {
    const known = merged.get(lineage);
    if (known) return known;
    const whole = [...lineage.bases.map(merge), lineage.tree].reduce((base, over) =>
      mergeStudies(base, over, catalog),
    );
    merged.set(lineage, whole);
    return whole;
  };
  return merge(study);
}

/** A file on the way from the study to a base. */
interface OpenFile {
  readonly path: string;
  readonly real: string;
}

/**
 * Reads the files that a study `extends`, and those that they extend, and which plugins they name. A path is relative to
 * the file that says it and stays in the project, links followed; a file that extends itself is told with the chain that
 * leads back to it.
 */
export function readBases(
  study: LocatedNode,
  path: string,
  files: StudyFiles,
  problems: Problems,
): StudyLineage {
  const reader = new BaseReader(path, files, problems);
  const lineage = reader.extend(study, [{ path, real: files.realPath(path) }]);
  return { lineage, sources: reader.sources, plugins: [...reader.plugins.values()] };
}

class BaseReader {
  readonly sources: Source[] = [];
  /** By real path. */
  readonly plugins = new Map<string, PluginPlace>();
  readonly #project: string;
  readonly #files: StudyFiles;
  readonly #problems: Problems;
  /** Bases that were read, by real path. */
  readonly #known = new Map<string, Lineage | null>();

  constructor(path: string, files: StudyFiles, problems: Problems) {
    this.#project = projectFolder(path, files);
    this.#files = files;
    this.#problems = problems;
  }

  /** @param open the files from the study to the one that `tree` is from */
  extend(tree: LocatedNode, open: readonly OpenFile[]): Lineage | null {
    if (tree.type !== 'map') return { tree, bases: [] };
    const named = valueAt(tree, 'extends');
    const bases: Lineage[] = [];
    let whole = true;
    for (const name of named ? this.#names(named) : []) {
      const base = name && this.#base(name.text, name.origin, open);
      if (base) bases.push(base);
      else whole = false;
    }
    const plugins = pluginPlaces(tree, open.at(-1)!.path, this.#project, this.#files, this.#problems);
    for (const plugin of plugins) {
      if (!this.plugins.has(plugin.real)) this.plugins.set(plugin.real, plugin);
    }
    return whole ? { tree: withoutFiles(tree), bases } : null;
  }

  #names(node: LocatedNode): ({ readonly text: string; readonly origin: Origin } | null)[] {
    const items = node.type === 'seq' ? node.items : [node];
    if (items.length === 0) {
      this.#problems.add(
        problem('value-out-of-range', node.origin, 'extends', '`extends` names no file', example),
      );
      return [null];
    }
    return items.map((item) => {
      if (item.type === 'scalar' && typeof item.value === 'string')
        return { text: item.value, origin: item.origin };
      const message = `expected the path of a study, found ${describeValue(toPlain(item))}`;
      this.#problems.add(problem('type-wrong', item.origin, 'extends', message, example));
      return null;
    });
  }

  #base(text: string, origin: Origin, open: readonly OpenFile[]): Lineage | null {
    const path = isAbsolute(text) ? text : join(dirname(open.at(-1)!.path), text);
    const real = this.#files.realPath(path);
    const complaint = this.#complaint(text, real, origin, open);
    if (complaint) {
      this.#problems.add(complaint);
      return null;
    }
    const known = this.#known.get(real);
    if (known !== undefined) return known;
    const tree = this.#read(path, text, origin);
    const extended = tree && this.extend(tree, [...open, { path, real }]);
    this.#known.set(real, extended);
    return extended;
  }

  #complaint(text: string, real: string, origin: Origin, open: readonly OpenFile[]): Diagnostic | null {
    if (isAbsolute(text) || !liesIn(this.#project, real)) {
      const message = `${showValue(text)} leads out of the project`;
      const hint = 'name a file of the project by its path from this file, such as `./base.yaml`';
      return problem('extends-outside', origin, 'extends', message, hint);
    }
    const back = open.findIndex((file) => file.real === real);
    if (back < 0) return null;
    const chain = [...open.slice(back), open[back]!].map((file) => file.path).join(' -> ');
    return problem(
      'extends-cycle',
      origin,
      'extends',
      `a study extends itself: ${chain}`,
      'remove one of these',
    );
  }

  #nearFile(path: string, text: string): string {
    if (elsewhere.test(text)) return 'a base is a file of the project, named by its path from this file';
    const near = this.#files.list ? nearYamlFile(path, this.#files.list) : null;
    const folder = text.includes('/') ? text.slice(0, text.lastIndexOf('/') + 1) : '';
    return near === null ? 'check the path' : `did you mean \`${folder}${near}\`?`;
  }

  #read(path: string, text: string, origin: Origin): LocatedNode | null {
    const read = readStudyFile(path, this.#files, path, origin);
    if ('diagnostic' in read) {
      const { diagnostic } = read;
      const here = diagnostic.source.text === '';
      const message = `${showValue(text)}: ${diagnostic.message}`;
      const hint = diagnostic.code === 'file-missing' ? this.#nearFile(path, text) : diagnostic.hint;
      const told = { ...diagnostic, ...origin, path: 'extends', message, ...(hint ? { hint } : {}) };
      this.#problems.add(here ? told : diagnostic);
      if (!here) this.sources.push(diagnostic.source);
      return null;
    }
    this.sources.push(read.source);
    const { tree, diagnostics } = parseDocument(read.source);
    this.#problems.add(...diagnostics);
    if (!tree || tree.type === 'map') return tree;
    const message = `expected a map, found ${describeValue(toPlain(tree))}`;
    const hint = `it is extended at ${placeText(origin)} and holds parts of a study`;
    this.#problems.add(problem('type-wrong', tree.origin, '', message, hint));
    return null;
  }
}

/** Whether a base is said by an address of the web or of somebody's home. */
const elsewhere = /^([a-z]+:\/\/|~)/i;

const example = 'such as `extends: ./base.yaml` or `extends: [./base.yaml, ./long.yaml]`';

/** A study without what it says of other files. */
function withoutFiles(tree: LocatedMap): LocatedMap {
  const entries = new Map(tree.entries);
  entries.delete('extends');
  entries.delete('plugins');
  return { ...tree, entries };
}
