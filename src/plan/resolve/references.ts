import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { at } from '../../document/path.ts';
import type { InputPort, NodeFamily } from '../../node/declare.ts';
import { type EntrySpec, familyKeys, type Spec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { isJsonObject } from '../json.ts';

/** A name by which an entry refers to another one. */
export interface Reference {
  readonly family: NodeFamily;
  readonly name: string;
  readonly port: InputPort;
  readonly origin: Origin;
  readonly path: string;
}

/**
 * The entries that an entry reads, as its kind's inputs say. An input that is left out although it can hold several
 * names means all entries of its family, unless it is one for other values of the setting that it depends on.
 */
export function referencesOf(entry: EntrySpec, spec: Spec): Reference[] {
  return entry.entry.inputs.flatMap((port): Reference[] => {
    const place = at(entry.tree, port.from.split('.'));
    const path = `${entry.path}.${port.from}`;
    if (!place) {
      const all = meansAll(entry, port) ? spec.names[port.family] : [];
      return all.map((name) => ({ family: port.family, name, port, origin: entry.key, path }));
    }
    const { node } = place;
    const items = node.type === 'seq' ? node.items : [node];
    return items.flatMap((item, index) => {
      if (item.type !== 'scalar' || typeof item.value !== 'string') return [];
      const own = node.type === 'seq' ? `${path}.${index}` : path;
      return [{ family: port.family, name: item.value, port, origin: item.origin, path: own }];
    });
  });
}

function meansAll({ entry, params }: EntrySpec, port: InputPort): boolean {
  const { properties } = entry.params;
  const schema = isJsonObject(properties) ? properties[port.from] : undefined;
  if (params === null || !isJsonObject(schema) || schema.type !== 'array') return false;
  return port.by === undefined || acceptedBy(port, String(params[port.by] ?? '')) !== null;
}

/** A name that the study does not have, with the nearest one. */
export function unknownReference(reference: Reference, spec: Spec): Diagnostic {
  const { family, name, origin, path } = reference;
  const message = `there is no ${family} ${showValue(name)}`;
  const hint = suggestName(name, spec.names[family], familyKeys[family]);
  return problem('reference-unknown', origin, path, message, hint);
}

/** Whether an edge may carry what the source gives; the allowed kinds can depend on another setting. */
export function checkPort(reader: EntrySpec, reference: Reference, source: EntrySpec): Diagnostic | null {
  const { port, origin, path } = reference;
  const choice = port.by === undefined ? '' : String(reader.params?.[port.by] ?? '');
  const accepted = acceptedBy(port, choice);
  const given = source.entry.output;
  if (accepted === null || given === null || accepted.includes(given)) return null;
  const what = port.by === undefined ? reader.entry.kind : choice;
  const message = `${what} needs ${accepted.join(' or ')}, but ${reference.family} ${showValue(source.name)} gives ${given}`;
  const hint =
    given === 'forward' && reader.family === 'probe'
      ? 'a network from an ONNX file has no backward pass: record its error signals while it trains, with the package in python/ (docs/pytorch.md)'
      : `name a ${reference.family} that gives ${accepted.join(' or ')}`;
  return problem('port-mismatch', origin, path, message, hint);
}

function acceptedBy(port: InputPort, choice: string): readonly string[] | null {
  const { accepts } = port;
  if ('length' in accepts) return accepts as readonly string[];
  return (accepts as Readonly<Record<string, readonly string[]>>)[choice] ?? null;
}
