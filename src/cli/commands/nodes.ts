import { catalogOf } from '../../compile/compile-on-disk.ts';
import { hasErrors } from '../../diagnostic/diagnostic.ts';
import { findKinds, loadCatalog } from '../../node/catalog.ts';
import { type Catalog, type CatalogEntry, families } from '../../node/declare.ts';
import { describeParameters } from '../../node/describe-parameters.ts';
import { RunError } from '../../node/run-error.ts';
import { didYouMean, meantBy, otherNames } from '../../spec/suggest-word.ts';
import { type CommandRun, exitCodes } from '../command.ts';
import { showDiagnostics, storeOf } from '../compile-file.ts';
import { hang } from '../hang.ts';
import { onnxTensors } from '../onnx-tensors.ts';

export interface Options {
  readonly study?: string;
  readonly onnx?: string;
}

/**
 * Lists the kinds that a study can use; with a kind (`conv` or `layer/conv`), its settings. With `--study` the kinds of
 * its plugins are among them. With `--onnx` the tensors of an ONNX file that can be layers.
 */
export const run: CommandRun<Options> = async (args, { study, onnx }, io) => {
  if (onnx !== undefined) {
    if (args.length > 0 || study !== undefined)
      throw new RunError('`nodes --onnx` takes a file alone', { exitCode: exitCodes.usage });
    io.out(await onnxTensors(onnx, io.cwd, storeOf(io)));
    return exitCodes.done;
  }
  const { catalog, problems } =
    study === undefined
      ? { catalog: loadCatalog(), problems: [] }
      : await catalogOf({ path: study, cwd: io.cwd });
  showDiagnostics({ diagnostics: problems }, io);
  if (hasErrors(problems)) return exitCodes.invalidStudy;
  if (args.length > 1) {
    throw new RunError('`nodes` takes one kind at a time', { exitCode: exitCodes.usage });
  }
  const [name] = args;
  io.out(name === undefined ? listKinds(catalog) : kindsNamed(catalog, name).join('\n'));
  return exitCodes.done;
};

function listKinds(catalog: Catalog): string {
  const width = Math.max(...catalog.entries.map((entry) => entry.kind.length));
  const sections = [...families, 'layer' as const].map((family) => {
    const entries = catalog.entries.filter((entry) => entry.family === family);
    return [
      `${family}s`,
      ...entries.map((entry) => hang(`  ${entry.kind.padEnd(width)}  `, entry.summary)),
    ].join('\n');
  });
  return `${sections.join('\n\n')}\n\n\`infoplane nodes KIND\` prints a kind's settings.\n`;
}

function kindsNamed(catalog: Catalog, name: string): string[] {
  const found = findKinds(catalog, name);
  if (found.length === 0) {
    throw new RunError(`there is no kind \`${name}\``, {
      exitCode: exitCodes.usage,
      hint: [kindMeant(catalog, name), '`infoplane nodes` lists all kinds'].filter(Boolean).join(' '),
    });
  }
  return found.map((entry) => kindText(entry, catalog));
}

/** What to do about an unknown kind: what other tools call so, in each family, and only then what is spelt alike. */
function kindMeant(catalog: Catalog, name: string): string | undefined {
  const [kind, family] = name.split('/').reverse() as [string, string?];
  const places = [...families, 'layer' as const]
    .filter((one) => family === undefined || one === family)
    .map((one) => ({
      place: `kinds of ${one}`,
      names: catalog.entries.filter((entry) => entry.family === one).map((entry) => entry.kind),
    }));
  const others = places.flatMap(({ place, names }) => otherNames(kind, names, place));
  if (others.length > 0) return didYouMean([...new Set(others)]);
  for (const { place, names } of places) {
    const meant = meantBy(kind, names, place);
    if (meant !== undefined) return meant;
  }
  return undefined;
}

function kindText(entry: CatalogEntry, catalog: Catalog): string {
  const lines = describeParameters(entry.params, catalog.definitions);
  const settings = lines.flatMap((line) => [
    `  ${line.path}: ${plain(line.type)}${note(line)}`,
    hang('      ', plain(line.description)),
  ]);
  const source = entry.source === null ? [] : [`Source: ${entry.source}.`];
  const example = entry.example === null ? [] : [`Example:\n${indent(withoutFences(entry.example))}`];
  const parts = [
    `${entry.family} ${entry.kind}`,
    plain(entry.description),
    ...source,
    `Settings:\n${settings.join('\n')}`,
    ...example,
  ];
  return `${parts.join('\n\n')}\n`;
}

function note(line: { readonly required: string; readonly default: string | null }): string {
  if (line.default !== null) return `; ${line.default} when left out`;
  return line.required === 'no' ? '' : line.required === 'always' ? '; required' : '; required in this form';
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}

function withoutFences(markdown: string): string {
  return markdown
    .split('\n')
    .filter((line) => !line.startsWith('```'))
    .join('\n');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
