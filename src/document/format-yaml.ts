import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { problem, type Source } from '../diagnostic/diagnostic.ts';
import { composeYaml } from './compose-yaml.ts';
import { type ParsedDocument, parseDocument } from './parse-document.ts';

/** The canonical order of a map's keys, and of what lies below. Keys that are not listed come after, as they are. */
export interface KeyOrder {
  readonly keys: readonly string[];
  /** @param keys keys of the value; texts of its first level, such as its kind, in `text` */
  below(key: string, value: MapFacts): KeyOrder | null;
}

/** What an order may depend on: the keys of a map and their values where they are text. */
export interface MapFacts {
  readonly keys: readonly string[];
  text(key: string): string | null;
}

const lineWidth = 110;

/** The text in canonical form, or what is wrong with it. */
export type Formatted = { readonly text: string } | { readonly diagnostics: ParsedDocument['diagnostics'] };

/**
 * Writes a YAML text in canonical form: two blanks a level, one blank line before each map at the top, keys in `order`,
 * maps in brackets on one line or without brackets, LF, and comments where they were. A text with aliases keeps its order,
 * since an anchor must stand before them.
 */
export function formatYaml(source: Source, order: KeyOrder): Formatted {
  const { tree, diagnostics } = parseDocument(source);
  if (!tree || diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  if (tree.type !== 'map') {
    const message = 'only a study can be formatted, and a study is a map';
    return { diagnostics: [problem('type-wrong', tree.origin, '', message)] };
  }
  // Where the first pass moves comments or empty values, the second one may still set a blank line.
  let { text } = source;
  for (let pass = 0; pass < mostPasses; pass++) {
    const next = formatOnce(text, order);
    if (next === text) break;
    text = next;
  }
  return { text };
}

const mostPasses = 5;

function formatOnce(text: string, order: KeyOrder): string {
  const composed = composeYaml(text);
  if ('tooDeepAt' in composed) throw new Error('a text that was parsed is not too deep');
  const { document } = composed;
  let aliases = false;
  visit(document, {
    Alias: () => void (aliases = true),
    Map: (_, map, ancestors) => {
      pad(map, ' ');
      endComment(map);
      if (isBroken(map, text) && ancestors.every(allowsBlocks)) map.flow = false;
    },
    Seq: (_, seq) => {
      pad(seq, '');
      endComment(seq);
    },
    Scalar: (_, scalar) => endComment(scalar),
  });
  const { contents } = document;
  if (!isMap(contents)) throw new Error('a study is a map');
  if (!aliases) sortKeys(contents as YAMLMap, order);
  separate(contents as YAMLMap);
  return document.toString({ lineWidth, indentSeq: true });
}

/** Whether a map in brackets takes more than one line: then it stands better without them. */
function isBroken({ flow, range }: YAMLMap, text: string): boolean {
  return flow === true && range != null && text.slice(range[0], range[1]).includes('\n');
}

/** Whether a map below may stand without brackets: nothing around it has them. */
function allowsBlocks(ancestor: unknown): boolean {
  return !(isMap(ancestor) || isSeq(ancestor)) || ancestor.flow !== true;
}

/** Blanks inside the brackets of a collection that is written in one line: `{ a: 1 }` and `[1, 2]`. */
function pad(collection: YAMLMap | YAMLSeq, flowCollectionPadding: string): void {
  const write = collection.toString.bind(collection);
  collection.toString = (context, ...rest) =>
    write(context && { ...context, flowCollectionPadding }, ...rest);
}

/** A comment below the last line of a value holds the blank lines after it too; those are set anew, by what follows. */
function endComment(value: YAMLMap | YAMLSeq | Scalar): void {
  const { comment } = value;
  if (!comment) return;
  let end = comment.length;
  while (comment[end - 1] === '\n') end--;
  value.comment = comment.slice(0, end);
}

function sortKeys(map: YAMLMap, order: KeyOrder): void {
  const first = map.items[0];
  const place = (pair: Pair) => {
    const index = order.keys.indexOf(keyOf(pair));
    return index < 0 ? order.keys.length : index;
  };
  map.items.sort((a, b) => place(a) - place(b));
  keepLeadingComment(map, first);
  for (const pair of map.items) {
    const value = pair.value as Node | null;
    if (isMap(value)) {
      const inner = order.below(keyOf(pair), factsOf(value as YAMLMap));
      if (inner) sortKeys(value as YAMLMap, inner);
    } else if (isSeq(value)) {
      for (const item of value.items) {
        const inner = isMap(item) ? order.below(keyOf(pair), factsOf(item as YAMLMap)) : null;
        if (inner) sortKeys(item as YAMLMap, inner);
      }
    }
  }
}

/** A comment above the first key of a map is the map's own; it goes to the key that was first. */
function keepLeadingComment(map: YAMLMap, first: Pair | undefined): void {
  if (!map.commentBefore || !first || map.items[0] === first || map.flow) return;
  const key = first.key as Node;
  key.commentBefore = [map.commentBefore, key.commentBefore].filter(Boolean).join('\n');
  map.commentBefore = null;
}

function factsOf(map: YAMLMap): MapFacts {
  return {
    keys: map.items.map(keyOf),
    text: (key) => {
      const value = map.items.find((pair) => keyOf(pair) === key)?.value;
      return isScalar(value) && typeof value.value === 'string' ? value.value : null;
    },
  };
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** One blank line before each block map of the top level and after it. */
function separate(map: YAMLMap): void {
  if (map.flow) return;
  let wide = false;
  for (const [index, pair] of map.items.entries()) {
    const { value } = pair;
    const block = (isMap(value) || isSeq(value)) && !value.flow;
    const key = pair.key as Node;
    if (!isAlias(key)) key.spaceBefore = index > 0 && (block || wide);
    wide = block;
  }
}
