import { inflateSync } from 'node:zlib';

/** The page's drawing commands in a PDF of one page, inflated. */
export function pageContent(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  const [, id] = /\/Contents (\d+) 0 R/.exec(text)!;
  return streamOf(pdf, Number(id)).toString('latin1');
}

/** The stream of an object. */
export function streamOf(pdf: Buffer, id: number): Buffer {
  const text = pdf.toString('latin1');
  const at = text.indexOf(`\n${id} 0 obj`);
  const from = text.indexOf('stream\n', at) + 'stream\n'.length;
  const [, length] = /\/Length (\d+)/.exec(text.slice(at, from))!;
  return inflateSync(pdf.subarray(from, from + Number(length)));
}

type Matrix = readonly [number, number, number, number, number, number];

/** What `a` does after `b`, as PDF multiplies them. */
function times(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
    a[4] * b[0] + a[5] * b[2] + b[4],
    a[4] * b[1] + a[5] * b[3] + b[5],
  ];
}

/** Ends of the straight lines of a page's drawing, in points from its lower left corner, in their order. */
export function lineEnds(content: string): [number, number][] {
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  const kept: Matrix[] = [];
  const ends: [number, number][] = [];
  for (const line of content.split('\n')) {
    const words = line.trim().split(/\s+/);
    const numbers = words.slice(0, -1).map(Number);
    const command = words.at(-1);
    if (command === 'q') kept.push(matrix);
    if (command === 'Q') matrix = kept.pop()!;
    if (command === 'cm')
      matrix = times([numbers[0]!, numbers[1]!, numbers[2]!, numbers[3]!, numbers[4]!, numbers[5]!], matrix);
    if (command === 'm' || command === 'l') {
      const [x, y] = numbers as [number, number];
      ends.push([matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]]);
    }
  }
  return ends;
}
