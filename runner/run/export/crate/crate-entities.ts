import { isJsonObject } from '../../../../src/plan/json.ts';
import type { Json, JsonObject } from '../../../../src/plan/plan.ts';

/** A file of the crate. */
export interface CrateFile {
  /** From the crate, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Reference to entities of the crate. */
export function refer(id: string): { readonly '@id': string } {
  return { '@id': id };
}

/** The id of a file: its path as a reference of a URI. */
export function fileId(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** What each file of a run is. */
const abouts: readonly (readonly [name: RegExp, about: string])[] = [
  [/^spec\.yaml$/, 'The study as it was written'],
  [/^resolved\.yaml$/, 'The study as it was run, with its bases and overrides'],
  [/^plan\.json$/, 'What the study was compiled to'],
  [/^lock\.json$/, 'Versions, engine, seeds, checksums of data and files, keys of results'],
  [/^report\.html$/, 'The report of the run'],
  [/^filters\.json$/, 'Weights of filters that the report draws'],
  [/^log\.jsonl$/, 'What happened when in the run'],
  [/^CITATION\.cff$/, 'How to cite the run'],
  [/^tables\/estimates\./, 'One row an estimate'],
  [/^tables\/training\./, 'The training curves'],
  [/^tables\/claims\./, 'The verdicts'],
  [/^tables\/cases\./, 'The comparisons behind the verdicts'],
  [/\.png$/, 'A figure of the report'],
];

const formats: readonly (readonly [ending: RegExp, format: string])[] = [
  [/\.yaml$/, 'application/yaml'],
  [/\.cff$/, 'application/yaml'],
  [/\.jsonl$/, 'application/jsonl'],
  [/\.json$/, 'application/json'],
  [/\.html$/, 'text/html'],
  [/\.csv$/, 'text/csv'],
  [/\.arrow$/, 'application/vnd.apache.arrow.stream'],
  [/\.gz$/, 'application/gzip'],
  [/\.png$/, 'image/png'],
];

/** A file with what it is, its size and its sum. */
export function fileEntity({ path, bytes, sha256 }: CrateFile): JsonObject {
  return {
    '@id': fileId(path),
    '@type': 'File',
    name: path,
    description: abouts.find(([name]) => name.test(path))?.[1] ?? 'A file of the run',
    encodingFormat: formats.find(([ending]) => ending.test(path))?.[1] ?? 'text/plain',
    contentSize: String(bytes),
    sha256,
  };
}

/** The data files that a run read, which lie elsewhere: by name and checksum, with whether they are the official ones. */
export function dataEntities({ data }: JsonObject): JsonObject[] {
  if (!Array.isArray(data)) return [];
  return data.filter(isJsonObject).map(({ path, md5, official }, place) => ({
    '@id': `#data-${place + 1}`,
    '@type': 'CreativeWork',
    name: String(path),
    description: official === true ? 'An official file of the data set' : "A file of the user's own",
    md5: String(md5),
  }));
}

/** Packages that have the engines. */
const enginePackages: Readonly<Record<string, string>> = {
  onnx: 'onnxruntime-node',
  tfjs: '@tensorflow/tfjs',
};

/** The programs that made the run: infoplane first. */
export function softwareEntities({ versions, numericClass }: JsonObject): JsonObject[] {
  const { infoplane = 'unknown', node = 'unknown' } = isJsonObject(versions) ? versions : {};
  const { engine = 'unknown', version = 'unknown' } = isJsonObject(numericClass) ? numericClass : {};
  const family = String(engine).split('/')[0]!;
  const library = npmEntity(enginePackages[family] ?? family, String(version), `The engine ${engine}`);
  const release = String(node).replace(/^v?/, 'v');
  const runtime = {
    '@id': `https://nodejs.org/dist/${encodeURIComponent(release)}/`,
    '@type': 'SoftwareApplication',
    name: 'Node.js',
    description: 'What infoplane runs on',
    softwareVersion: release.slice(1),
    url: 'https://nodejs.org',
  };
  const needed = [library, runtime].map((each) => refer(each['@id']));
  const about = 'Studies of information flow in neural networks';
  return [
    { ...npmEntity('infoplane', String(infoplane), about), softwareRequirements: needed },
    library,
    runtime,
  ];
}

function npmEntity(name: string, version: string, about: string) {
  const url = `https://www.npmjs.com/package/${name.split('/').map(encodeURIComponent).join('/')}`;
  return {
    '@id': `${url}/v/${encodeURIComponent(version)}`,
    '@type': 'SoftwareApplication',
    name,
    description: about,
    softwareVersion: version,
    url,
  };
}

/** What else decided the numbers: engine, device, threads, kernels, platform. */
export function environmentEntities({ numericClass, platform, git }: JsonObject): JsonObject[] {
  const { commit, dirty } = isJsonObject(git) ? git : {};
  const facts: Record<string, Json | undefined> = {
    ...(isJsonObject(numericClass) ? numericClass : {}),
    platform,
    commit: dirty === true && commit !== undefined ? `${commit} with changes` : commit,
  };
  return Object.entries(facts).flatMap(([name, value]) =>
    value === undefined || value === null
      ? []
      : [
          {
            '@id': `#environment-${encodeURIComponent(name)}`,
            '@type': 'PropertyValue',
            name,
            value: String(value),
          },
        ],
  );
}
