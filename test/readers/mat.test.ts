import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readMat } from '../../runner/readers/mat.ts';
import { RunError } from '../../src/node/run-error.ts';
import { pythonWith } from '../peers/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-mat-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file with SciPy: X uint8 [2, 3, 2, 2] counting up in column-major order, y uint8, z float64, and others. */
const script = `
import sys, numpy, scipy.io
x = numpy.arange(24, dtype='u1').reshape((2, 3, 2, 2), order='F')
scipy.io.savemat(sys.argv[1], {'X': x, 'y': numpy.array([[1], [10]], 'u1'), 'z': numpy.array([[1.5, -2.25]]),
  'text': 'hello', 'cell': numpy.array([1, 'a'], dtype=object), 'w': numpy.array([[1 + 2j]]),
  'small': numpy.array([[-7]], 'i2')}, do_compression=sys.argv[2] == 'packed')
`;
const python = pythonWith('scipy.io');
const hasOctave = spawnSync('octave-cli', ['--version']).status === 0;

function expectArrays(bytes: Uint8Array): void {
  const arrays = readMat(bytes, 'a.mat');
  expect(arrays.get('X')?.shape).toEqual([2, 3, 2, 2]);
  expect([...arrays.get('X')!.data]).toEqual([...Array(24).keys()]);
  expect([...arrays.get('y')!.data]).toEqual([1, 10]);
  expect(arrays.get('z')).toEqual({ shape: [1, 2], data: Float64Array.of(1.5, -2.25) });
  expect([...arrays.get('small')!.data]).toEqual([-7]);
}

describe('readMat', () => {
  it.skipIf(!python).each(['packed', 'plain'])(
    'reads a %s file of SciPy, numeric arrays only (needs python3-scipy)',
    (packing) => {
      const path = join(folder, `${packing}.mat`);
      execFileSync(python!, ['-c', script, path, packing]);
      const bytes = readFileSync(path);
      expectArrays(bytes);
      expect([...readMat(bytes, 'a.mat').keys()].sort()).toEqual(['X', 'small', 'y', 'z']);
    },
  );

  it.skipIf(!hasOctave).each(['-v6', '-v7'])(
    'reads a file of Octave, saved with %s (needs octave)',
    (version) => {
      const path = join(folder, `octave${version}.mat`);
      const program = `X = reshape(uint8(0:23), [2 3 2 2]); y = uint8([1; 10]); z = [1.5 -2.25]; small = int16(-7); save('${version}', '${path}', 'X', 'y', 'z', 'small')`;
      execFileSync('octave-cli', ['--no-init-file', '--eval', program]);
      expectArrays(readFileSync(path));
    },
  );

  it('refuses other files by what they are', () => {
    expect(() => readMat(new Uint8Array(), 'a.mat')).toThrow(/a\.mat is not a MATLAB level 5 file/);
    const hdf = Buffer.alloc(200);
    hdf.write('MATLAB 7.3 MAT-file');
    try {
      readMat(hdf, 'a.mat');
      expect.unreachable();
    } catch (error) {
      expect((error as RunError).hint).toMatch(/-v7/);
    }
  });

  it.skipIf(!python)(
    'fails with a RunError only, wherever the file is cut or damaged (needs python3-scipy)',
    () => {
      const path = join(folder, 'cut.mat');
      execFileSync(python!, ['-c', script, path, 'plain']);
      const good = readFileSync(path);
      const guarded = (bytes: Uint8Array) => {
        try {
          readMat(bytes, 'a.mat');
        } catch (error) {
          expect(error).toBeInstanceOf(RunError);
        }
      };
      for (let length = 0; length < good.length; length += 7) guarded(good.subarray(0, length));
      fc.assert(
        fc.property(fc.integer({ min: 128, max: good.length - 1 }), fc.nat(255), (at, value) => {
          const bad = Buffer.from(good);
          bad[at] = value;
          guarded(bad);
        }),
        { numRuns: 500 },
      );
    },
  );
});
