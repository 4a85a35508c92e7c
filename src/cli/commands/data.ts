import type { DataSource } from '../../../runner/contract/data-source.ts';
import type { DatasetNode } from '../../../runner/contract/dataset.ts';
import { loadCatalog } from '../../node/catalog.ts';
import { RunError } from '../../node/run-error.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { textTable } from '../text-table.ts';

type Options = Record<string, never>;

/** `infoplane data list|check|fetch [NAME]`: where data sets are, their sums and licences. */
export async function run(args: readonly string[], _options: Options, io: Io): Promise<number> {
  const [action, name] = args;
  const sources = await officialSources(name);
  if (action === 'list') return list(sources, io);
  if (action === 'check') return check(sources, io);
  if (action === 'fetch') return fetchAll(sources, io);
  throw new RunError(`data ${action}: there is no such action`, {
    hint: 'infoplane data list, data check [NAME], or data fetch [NAME]',
    exitCode: exitCodes.usage,
  });
}

async function officialSources(name: string | undefined): Promise<DataSource[]> {
  const { loadNode } = await import('../../../runner/nodes/registry.ts');
  const kinds = loadCatalog().entries.filter((entry) => entry.family === 'dataset');
  const nodes = await Promise.all(
    kinds.map(async ({ kind }) => (await loadNode('dataset', kind)).run as DatasetNode),
  );
  const sources = nodes.flatMap(({ source }) => (source ? [source] : []));
  const wanted = sources.filter((source) => name === undefined || source.name === name);
  if (wanted.length > 0) return wanted;
  const own = kinds.some(({ kind }) => kind === name);
  const names = sources.map((source) => source.name).join(', ');
  throw new RunError(own ? `${name} has no official files` : `there is no data set ${name}`, {
    hint: `the data sets with official files are: ${names}`,
    exitCode: exitCodes.usage,
  });
}

async function list(sources: readonly DataSource[], io: Io): Promise<number> {
  const { locateFile } = await import('../../../runner/data/data-folders.ts');
  const rows: string[][] = [];
  for (const source of sources) {
    for (const file of source.files) {
      const path = await locateFile(source, file.name, io.env).catch(() => 'missing');
      rows.push([source.name, file.name, path, source.licence]);
    }
  }
  io.out(textTable([['data set', 'file', 'where', 'licence'], ...rows]));
  return exitCodes.done;
}

async function check(sources: readonly DataSource[], io: Io): Promise<number> {
  const { checkFile } = await import('../../../runner/data/check-file.ts');
  let bad = 0;
  const rows: string[][] = [];
  for (const source of sources) {
    for (const file of source.files) {
      const { verdict, detail } = await checkFile(source, file, io.env);
      if (verdict !== 'official') bad++;
      rows.push([source.name, file.name, verdict, detail]);
    }
  }
  io.out(textTable([['data set', 'file', 'verdict', 'md5 or reason'], ...rows]));
  return bad === 0 ? exitCodes.done : exitCodes.runFailed;
}

async function fetchAll(sources: readonly DataSource[], io: Io): Promise<number> {
  const { fetchDownload } = await import('../../../runner/data/fetch-download.ts');
  const { checkFile } = await import('../../../runner/data/check-file.ts');
  for (const source of sources) {
    io.err(`${source.name}: ${source.licence}; ${source.homepage}\n`);
    for (const download of source.downloads) {
      const files = source.files.filter(({ name }) => download.holds.includes(name));
      const verdicts = await Promise.all(files.map((file) => checkFile(source, file, io.env)));
      if (verdicts.every(({ verdict }) => verdict === 'official')) {
        io.err(`${source.name}: ${download.holds.join(', ')} already there\n`);
        continue;
      }
      io.err(`${source.name}: fetching ${download.url}\n`);
      const progress = fetchProgress(download.url, io);
      const paths = await fetchDownload(source, download, {
        env: io.env,
        fetch,
        signal: io.signal,
        progress: progress.show,
      });
      progress.end();
      for (const path of paths) io.out(`${path}\n`);
    }
  }
  return exitCodes.done;
}

/** Milliseconds between two redraws on a terminal, and between two lines elsewhere. */
const redrawInterval = 100;
const plainInterval = 10_000;

/** Shows how far a download is: one redrawn line on a terminal, plain lines elsewhere. */
function fetchProgress(
  url: string,
  io: Io,
): { readonly show: (received: number, total: number | null) => void; readonly end: () => void } {
  const draw = io.draw ?? io.err;
  const name = url.split('/').at(-1);
  const [before, after] = io.terminal ? ['\r\u001b[2K', ''] : ['', '\n'];
  const interval = io.terminal ? redrawInterval : plainInterval;
  let shown = performance.now();
  return {
    show(received, total) {
      if (performance.now() - shown < interval) return;
      shown = performance.now();
      const part = total === null ? '' : ` of ${mebibytes(total)}, ${Math.floor((100 * received) / total)} %`;
      draw(`${before}${name}: ${mebibytes(received)}${part}${after}`);
    },
    end() {
      if (io.terminal) draw(before);
    },
  };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
