import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { type Diagnostic, type Origin, problem, type Source } from '../diagnostic/diagnostic.ts';
import { type Locator, locate } from '../diagnostic/position.ts';
import { aliasTargets } from './alias-targets.ts';
import { composeYaml } from './compose-yaml.ts';
import type { LocatedEntry, LocatedNode } from './tree.ts';
import { yamlProblems } from './yaml-problems.ts';

/** Values that aliases may expand to, before the text counts as an attempt to fill the memory. */
const mostValues = 100_000;

/** A parsed text: the tree is null when the text is not YAML at all. */
export interface ParsedDocument {
  readonly tree: LocatedNode | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses YAML 1.2 (core schema) into a located tree. All problems are collected; a repeated key or a second document is
 * reported and the rest is kept, so that later phases can go on.
 * @param from offset at which the YAML begins, such as the one after `path=` in an argument
 */
export function parseDocument(source: Source, from = 0): ParsedDocument {
  const text = ' '.repeat(from) + source.text.slice(from);
  const locator = locate(source.text);
  const control = findControl(text);
  if (control !== null) return { tree: null, diagnostics: [controlCharacter(source, locator, control)] };
  const composed = composeYaml(text);
  if ('tooDeepAt' in composed)
    return { tree: null, diagnostics: [tooDeep(source, locator, composed.tooDeepAt)] };
  const { document } = composed;
  const { diagnostics, fatal } = yamlProblems(composed, source, locator);
  if (fatal) return { tree: null, diagnostics };
  const converter = new Converter(source, locator, document);
  const tree = document.contents ? converter.convert(document.contents, '') : null;
  const all = [...diagnostics, ...converter.diagnostics];
  if (all.length === 0 && isNothing(tree)) {
    const origin = { source, range: locator.range(0, 0) };
    all.push(
      problem('file-empty', origin, '', 'the study is empty', 'a study begins with `study: its-name`'),
    );
  }
  return { tree: isNothing(tree) || converter.overflowed ? null : tree, diagnostics: all };
}

/** Offset of the first character that YAML does not allow (YAML 1.2, section 5.1), or null. */
function findControl(text: string): number | null {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127) return at;
  }
  return null;
}

function controlCharacter(source: Source, locator: Locator, offset: number): Diagnostic {
  const origin = { source, range: locator.range(offset, offset + 1) };
  return problem(
    'yaml-syntax',
    origin,
    '',
    'there is a control character here',
    'remove it, or write it as an escape in double quotes',
  );
}

function tooDeep(source: Source, locator: Locator, offset: number): Diagnostic {
  const origin = { source, range: locator.range(offset, offset + 1) };
  return problem(
    'yaml-syntax',
    origin,
    '',
    'values are nested too deeply',
    'a study needs only a few levels',
  );
}

function isNothing(tree: LocatedNode | null): boolean {
  return tree === null || (tree.type === 'scalar' && tree.value === null);
}

class Converter {
  readonly diagnostics: Diagnostic[] = [];
  overflowed = false;
  #values = 0;
  readonly #source: Source;
  readonly #locator: Locator;
  readonly #target: ReturnType<typeof aliasTargets>;
  readonly #open = new Set<Node>();
  /** The outermost alias that is being resolved. */
  #alias: Origin | null = null;

  constructor(source: Source, locator: Locator, document: Document) {
    this.#source = source;
    this.#locator = locator;
    this.#target = aliasTargets(document);
  }

  convert(node: Node, path: string): LocatedNode {
    const origin = this.#origin(node);
    const nothing: LocatedNode = { type: 'scalar', value: null, origin };
    if (this.overflowed) return nothing;
    if (++this.#values > mostValues) {
      this.overflowed = true;
      this.#complain(
        origin,
        path,
        `aliases expand to more than ${mostValues} values`,
        'write the study with fewer aliases',
      );
      return nothing;
    }
    if (isScalar(node)) return { type: 'scalar', value: scalarValue(node.value), origin };
    if (isAlias(node)) return this.#resolve(this.#target(node), node.source, origin, path);
    this.#open.add(node);
    const located = this.#collection(node, origin, path);
    this.#open.delete(node);
    return located;
  }

  #collection(node: Node, origin: Origin, path: string): LocatedNode {
    if (isMap(node)) return this.#map(node, origin, path);
    if (!isSeq(node)) throw new Error('a YAML node of an unknown kind');
    const items = node.items.map((item, index) => this.convert(item as Node, `${path}.${index}`));
    return { type: 'seq', items, origin };
  }

  #map(node: YAMLMap, origin: Origin, path: string): LocatedNode {
    const entries = new Map<string, LocatedEntry>();
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = this.#origin(pair.key);
      const name = isScalar(pair.key) ? keyName(pair.key) : '';
      const below = path === '' ? name : `${path}.${name}`;
      const first = entries.get(name);
      if (first) {
        const line = first.key.range.start.line;
        this.diagnostics.push(
          problem(
            'yaml-duplicate-key',
            key,
            below,
            `key \`${name}\` is written twice`,
            `it is already on line ${line}`,
          ),
        );
        continue;
      }
      entries.set(name, { key, value: this.#value(pair.value, key, below) });
    }
    return { type: 'map', entries, origin };
  }

  /** A value that is left empty is said to be where its key is. */
  #value(node: Node | null, key: Origin, path: string): LocatedNode {
    const empty = node === null || (isScalar(node) && node.value === null && !node.source);
    return empty ? { type: 'scalar', value: null, origin: key } : this.convert(node, path);
  }

  #resolve(target: Node | undefined, name: string, origin: Origin, path: string): LocatedNode {
    const nothing: LocatedNode = { type: 'scalar', value: null, origin };
    if (!target) {
      this.#complain(
        origin,
        path,
        `alias \`*${name}\` has no anchor before it`,
        `mark what it repeats with \`&${name}\``,
      );
      return nothing;
    }
    if (this.#open.has(target)) {
      this.#complain(
        origin,
        path,
        `alias \`*${name}\` lies inside what it repeats`,
        'a study is a finite tree',
      );
      return nothing;
    }
    const outer = this.#alias;
    this.#alias ??= origin;
    const located = this.convert(target, path);
    this.#alias = outer;
    return located;
  }

  #complain(origin: Origin, path: string, message: string, hint: string): void {
    this.diagnostics.push(problem('yaml-alias', origin, path, message, hint));
  }

  #origin(node: Node): Origin {
    const [start, end] = node.range ?? [0, 0];
    return { source: this.#source, range: this.#locator.range(start, end) };
  }
}

function scalarValue(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}

/** A key as a text: `null` and `~` are keys as they are written, an empty one is the empty text. */
function keyName({ value, source }: Scalar): string {
  return String(value ?? source ?? '');
}
