import { dirname, isAbsolute, join } from 'node:path';
import { type Diagnostic, type Origin, placeText, problem, type Source } from '../diagnostic/diagnostic.ts';
import { parseDocument } from '../document/parse-document.ts';
import { readStudyFile } from '../document/read-study-file.ts';
import { liesIn, projectFolder, type StudyFiles } from '../document/study-files.ts';
import { type LocatedMap, type LocatedNode, toPlain, valueAt } from '../document/tree.ts';
import type { Catalog } from '../node/declare.ts';
import { mergeStudies } from '../spec/merge-studies.ts';
import { describeValue, showValue } from '../spec/wording.ts';
import type { Problems } from './problems.ts';

/** A study with its bases merged in. */
export interface ExtendedStudy {
  /** Null when the study or one of its bases cannot be read. */
  readonly tree: LocatedNode | null;
  /** The bases' texts, each once, in the order in which they were met. */
  readonly sources: readonly Source[];
}

/** A file on the way from the study to a base. */
interface OpenFile {
  readonly path: string;
  readonly real: string;
}

/**
 * Puts a study over the bases that it `extends`, and those over theirs. Of several bases the later ones win. A path is
 * relative to the file that says it and stays in the project, links followed; a file that extends itself is told with
 * the chain that leads back to it.
 */
export function readBases(
  study: LocatedNode,
  path: string,
  files: StudyFiles,
  catalog: Catalog,
  problems: Problems,
): ExtendedStudy {
  const reader = new BaseReader(path, files, catalog, problems);
  const tree = reader.extend(study, [{ path, real: files.realPath(path) }]);
  return { tree, sources: reader.sources };
}

class BaseReader {
  readonly sources: Source[] = [];
  readonly #project: string;
  readonly #files: StudyFiles;
  readonly #catalog: Catalog;
  readonly #problems: Problems;
  /** Bases that were read, by real path. */
  readonly #known = new Map<string, LocatedNode | null>();

  constructor(path: string, files: StudyFiles, catalog: Catalog, problems: Problems) {
    this.#project = projectFolder(path, files);
    this.#files = files;
    this.#catalog = catalog;
    this.#problems = problems;
  }

  /** @param open the files from the study to the one that `tree` is from */
  extend(tree: LocatedNode, open: readonly OpenFile[]): LocatedNode | null {
    const named = tree.type === 'map' ? valueAt(tree, 'extends') : null;
    if (!named || tree.type !== 'map') return tree;
    let merged: LocatedNode | null = null;
    let whole = true;
    for (const name of this.#names(named)) {
      const base = name && this.#base(name.text, name.origin, open);
      if (!base) whole = false;
      else merged = merged ? mergeStudies(merged, base, this.#catalog) : base;
    }
    const own = withoutExtends(tree);
    if (!whole) return null;
    return merged ? mergeStudies(merged, own, this.#catalog) : own;
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

  #base(text: string, origin: Origin, open: readonly OpenFile[]): LocatedNode | null {
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

  #read(path: string, text: string, origin: Origin): LocatedNode | null {
    const read = readStudyFile(path, this.#files.readFile, path, origin);
    if ('diagnostic' in read) {
      const { diagnostic } = read;
      const here = diagnostic.source.text === '';
      const message = `${showValue(text)}: ${diagnostic.message}`;
      this.#problems.add(here ? { ...diagnostic, ...origin, path: 'extends', message } : diagnostic);
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

const example = 'such as `extends: ./base.yaml` or `extends: [./base.yaml, ./long.yaml]`';

function withoutExtends(tree: LocatedMap): LocatedMap {
  const entries = new Map(tree.entries);
  entries.delete('extends');
  return { ...tree, entries };
}
