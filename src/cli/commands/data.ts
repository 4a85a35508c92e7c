import type { DatasetNode } from '../../../runner/nodes/contract.ts';
import { loadCatalog } from '../../node/catalog.ts';
import { RunError } from '../../node/run-error.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { textTable } from '../text-table.ts';

type Options = Record<string, never>;

/** `infoplane data list|check|fetch [NAME]`: where data sets are, their sums and licences. */
export async function run(args: readonly string[], _options: Options, io: Io): Promise<number> {
  const [action, name] = args;
  const nodes = await datasetNodes(name);
  if (action === 'list') return list(nodes, io);
  if (action === 'check') return check(nodes, io);
  if (action === 'fetch') return fetchAll(nodes, io);
  throw new RunError(`data ${action}: there is no such action`, {
    hint: 'infoplane data list, data check [NAME], or data fetch [NAME]',
    exitCode: exitCodes.usage,
  });
}

async function datasetNodes(name: string | undefined): Promise<DatasetNode[]> {
  const { loadNode } = await import('../../../runner/nodes/registry.ts');
  const kinds = loadCatalog()
    .entries.filter((entry) => entry.family === 'dataset')
    .map((entry) => entry.kind);
  const wanted = kinds.filter((kind) => name === undefined || kind === name);
  if (wanted.length === 0) {
    throw new RunError(`there is no data set ${name}`, {
      hint: `the data sets are: ${kinds.join(', ')}`,
      exitCode: exitCodes.usage,
    });
  }
  return Promise.all(wanted.map(async (kind) => (await loadNode('dataset', kind)).run as DatasetNode));
}

async function list(nodes: readonly DatasetNode[], io: Io): Promise<number> {
  const { locateFile } = await import('../../../runner/data/data-folders.ts');
  const rows: string[][] = [];
  for (const { source } of nodes) {
    for (const file of source.files) {
      const path = await locateFile(source, file.name, io.env).catch(() => 'missing');
      rows.push([source.name, file.name, path, source.licence]);
    }
  }
  io.out(textTable([['data set', 'file', 'where', 'licence'], ...rows]));
  return exitCodes.done;
}

async function check(nodes: readonly DatasetNode[], io: Io): Promise<number> {
  const { checkFile } = await import('../../../runner/data/check-file.ts');
  let bad = 0;
  const rows: string[][] = [];
  for (const { source } of nodes) {
    for (const file of source.files) {
      const { verdict, detail } = await checkFile(source, file, io.env);
      if (verdict !== 'official') bad++;
      rows.push([source.name, file.name, verdict, detail]);
    }
  }
  io.out(textTable([['data set', 'file', 'verdict', 'md5 or reason'], ...rows]));
  return bad === 0 ? exitCodes.done : exitCodes.runFailed;
}

async function fetchAll(nodes: readonly DatasetNode[], io: Io): Promise<number> {
  const { fetchOfficial } = await import('../../../runner/data/fetch-official.ts');
  const { checkFile } = await import('../../../runner/data/check-file.ts');
  for (const { source } of nodes) {
    for (const file of source.files) {
      const known = await checkFile(source, file, io.env);
      if (known.verdict === 'official') {
        io.err(`${source.name}/${file.name}: already there\n`);
        continue;
      }
      io.err(`${source.name}/${file.name}: fetching ${file.url}\n`);
      io.out(`${await fetchOfficial(source, file, { env: io.env, fetch, signal: io.signal })}\n`);
    }
  }
  return exitCodes.done;
}
