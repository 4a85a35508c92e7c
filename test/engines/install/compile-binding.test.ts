import { describe, expect, it } from 'vitest';
import { compileBinding, findCompiler } from '../../../runner/engines/install/compile-binding.ts';
import { fakeWorkshop } from './fake-workshop.ts';

const parts = {
  compiler: 'g++',
  sources: '/sources',
  headers: '/headers',
  tensorflow: '/tensorflow',
  runPath: '$ORIGIN/python/tensorflow',
  output: '/out.node',
};
const compiling = (err: string) =>
  compileBinding(fakeWorkshop('', { 'g++': () => ({ code: 1, err }) }), parts).catch(
    (error: unknown) => error,
  );

describe('compileBinding', () => {
  it.each([
    [
      '/sources/binding/utils.h:21:10: fatal error: node_api.h: No such file or directory',
      'node_api.h is missing',
    ],
    ["utils.h:21:10: fatal error: 'tensorflow/c/c_api.h' file not found", 'tensorflow/c/c_api.h is missing'],
    ["g++: error: unrecognized command line option '-std=c++17'", '-std=c++17'],
  ])('says what the compiler misses: %s', async (err, message) => {
    expect(await compiling(err)).toMatchObject({ exitCode: 4, message: expect.stringContaining(message) });
  });

  it('gives the linker the place of the libraries, seen from the binding', async () => {
    let given: readonly string[] = [];
    const workshop = fakeWorkshop('', {
      'g++': (args) => {
        given = args;
        return {};
      },
    });
    await compileBinding(workshop, parts);
    expect(given).toContain('-Wl,-rpath,$ORIGIN/python/tensorflow');
    expect(given.slice(-2)).toEqual(['-o', '/out.node']);
  });
});

describe('findCompiler', () => {
  it('takes the one of CXX and no other, else the first of the usual ones', async () => {
    const programs = { 'clang++': () => ({}), 'my-c++': () => ({}) };
    expect(await findCompiler(fakeWorkshop('', programs))).toBe('clang++');
    expect(await findCompiler(fakeWorkshop('', programs, { env: { CXX: 'my-c++' } }))).toBe('my-c++');
    await expect(findCompiler(fakeWorkshop('', programs, { env: { CXX: 'icpc' } }))).rejects.toMatchObject({
      message: expect.stringContaining('icpc'),
    });
  });
});
