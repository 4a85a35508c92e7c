import type { Capture, CapturedLayer } from '../contract/capture.ts';

/** What all captures of one probe of one training share: what the first chunk of their file says. */
export interface CaptureSeries {
  readonly seed: number;
  readonly samples: number;
  readonly classes: number;
  readonly layers: readonly Pick<CapturedLayer, 'index' | 'channels' | 'features'>[];
  /** X and Y where the sample is fixed. */
  readonly fixed: Arrays;
}

type Values = Float32Array | Float64Array | Int32Array;
type Arrays = ReadonlyMap<string, Values>;

/** Kinds of numbers, by the name that stands in a file. */
const kinds = { float32: Float32Array, float64: Float64Array, int32: Int32Array } as const;

interface Header {
  readonly arrays: readonly {
    readonly name: string;
    readonly kind: keyof typeof kinds;
    readonly length: number;
  }[];
}

interface SeriesHeader extends Header, Omit<CaptureSeries, 'fixed'> {
  readonly format: 1;
}

interface RowHeader extends Header {
  readonly iteration: number;
}

/** @param fixed whether X and Y are the same in all captures */
export function seriesOf(capture: Capture, fixed: boolean): CaptureSeries {
  const { seed = 0, samples, classes } = capture;
  const layers = capture.layers.map(({ index, channels, features }) => ({ index, channels, features }));
  return { seed, samples, classes, layers, fixed: fixed ? sampleArrays(capture) : new Map() };
}

/** The first chunk, in parts: a line of JSON, then the values of the arrays that it names, little-endian, in their order. */
export function seriesParts({ fixed, ...series }: CaptureSeries): Uint8Array[] {
  return packed({ format: 1, ...series }, fixed);
}

/** A capture's chunk, in parts that share the capture's memory; as `seriesParts`. */
export function captureParts(capture: Capture, { fixed }: CaptureSeries): Uint8Array[] {
  const own = fixed.size > 0 ? new Map<string, Values>() : sampleArrays(capture);
  if (capture.lossError.length > 0) own.set('dL', capture.lossError);
  for (const { index, values, products } of capture.layers) {
    if (values.length > 0) own.set(`${index}`, values);
    if (products) own.set(`${index}/products`, products);
  }
  return packed({ iteration: capture.iteration }, own);
}

/** @throws Error when the bytes are none of `seriesParts` */
export function readSeries(chunk: Buffer): CaptureSeries {
  const { header, arrays } = unpacked<SeriesHeader>(chunk);
  const { format, seed, samples, classes, layers } = header;
  if (format !== 1) throw new Error(`captures of form ${format} are not known`);
  return { seed, samples, classes, layers, fixed: arrays };
}

/** The capture of a chunk that `captureParts` made; each of its arrays has a buffer of its own, which may be given away. */
export function readCapture(chunk: Buffer, { fixed, layers, ...shared }: CaptureSeries): Capture {
  const { header, arrays } = unpacked<RowHeader>(chunk);
  const sample = fixed.size > 0 ? fixed : arrays;
  const targets = sample.get('targets') as Float64Array | undefined;
  return {
    iteration: header.iteration,
    ...shared,
    inputs: own(sample.get('X')!, fixed) as Capture['inputs'],
    labels: own(sample.get('Y')!, fixed) as Int32Array,
    ...(targets ? { targets: own(targets, fixed) as Float64Array } : {}),
    layers: layers.map((layer): CapturedLayer => {
      const values = (arrays.get(`${layer.index}`) ?? new Float32Array()) as CapturedLayer['values'];
      const products = arrays.get(`${layer.index}/products`) as Float32Array | undefined;
      return products ? { ...layer, values, products } : { ...layer, values };
    }),
    lossError: (arrays.get('dL') ?? new Float32Array()) as Capture['lossError'],
  };
}

/** What is read again for the next capture must not be given away with this one. */
function own(values: Values, fixed: Arrays): Values {
  return fixed.size > 0 ? values.slice() : values;
}

function sampleArrays({ inputs, labels, targets }: Capture): Map<string, Values> {
  const arrays = new Map<string, Values>([
    ['X', inputs as Values],
    ['Y', labels],
  ]);
  return targets ? arrays.set('targets', targets) : arrays;
}

function packed(about: object, arrays: Arrays): Uint8Array[] {
  const named = [...arrays].map(([name, values]) => ({ name, kind: kindOf(values), length: values.length }));
  const line = Buffer.from(`${JSON.stringify({ ...about, arrays: named })}\n`);
  return [
    line,
    ...[...arrays.values()].map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    ),
  ];
}

function unpacked<About extends Header>(
  chunk: Buffer,
): { readonly header: About; readonly arrays: Map<string, Values> } {
  const lineEnd = chunk.indexOf(0x0a);
  const header = JSON.parse(chunk.toString('utf8', 0, lineEnd)) as About;
  const arrays = new Map<string, Values>();
  let at = lineEnd + 1;
  for (const { name, kind, length } of header.arrays) {
    const Kind = kinds[kind];
    const end = at + length * Kind.BYTES_PER_ELEMENT;
    // a copy begins at offset 0 of a buffer that is all its own
    arrays.set(name, new Kind(Uint8Array.prototype.slice.call(chunk, at, end).buffer));
    at = end;
  }
  if (at !== chunk.length) throw new Error(`the arrays of a capture take ${at} bytes of ${chunk.length}`);
  return { header, arrays };
}

function kindOf(values: Values): keyof typeof kinds {
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Int32Array ? 'int32' : 'float32';
}
