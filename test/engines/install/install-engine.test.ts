import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  installByRecipe,
  installEngine,
  type Prove,
} from '../../../runner/engines/install/install-engine.ts';
import type { Recipe } from '../../../runner/engines/install/recipe.ts';
import { installedEngine, installedEngines } from '../../../runner/engines/optional/engine-cache.ts';
import { fakeWorkshop, scratchFolder } from './fake-workshop.ts';

const scratch = scratchFolder();
let count = 0;
const newCache = () => {
  const cache = join(scratch, `cache-${count++}`);
  mkdirSync(cache);
  return cache;
};
const enginesOf = (cache: string) => {
  const folder = join(cache, 'infoplane/engines');
  return existsSync(folder) ? readdirSync(folder) : [];
};

const recipe = (more: Partial<Recipe> = {}): Recipe => ({
  takesPython: true,
  check: async () => {},
  async make(_workshop, folder) {
    writeFileSync(join(folder, 'library.so'), 'library');
    return { packages: { library: '1.2.3' }, files: ['library.so'], preload: [], python: null };
  },
  ...more,
});
const proved: Prove = async () => ({ selfTest: { ok: true, maxDifference: 1e-6 }, failure: null });
const install = (cache: string, { made = recipe(), prove = proved, more = {} } = {}) =>
  installByRecipe(made, 'tfjs/native', {}, fakeWorkshop(cache, {}, more), prove);

describe('installByRecipe', () => {
  it('leaves one folder, named after the versions, with a manifest that says how it was proved', async () => {
    const cache = newCache();
    const { folder } = await install(cache);
    expect(enginesOf(cache)).toEqual(['tfjs-native-4.22.0-1.2.3']);
    expect(folder).toBe(join(cache, 'infoplane/engines/tfjs-native-4.22.0-1.2.3'));
    const found = installedEngine('tfjs/native', { XDG_CACHE_HOME: cache });
    expect(found).toMatchObject({ folder, manifest: { selfTest: { ok: true }, python: null } });
  });

  it('proves it in a cache where nothing else is, before anybody else sees it', async () => {
    const cache = newCache();
    await install(cache, {
      prove: async (name, env) => {
        expect(installedEngine(name, env)?.manifest.files).toEqual(['library.so']);
        expect(installedEngines({ XDG_CACHE_HOME: cache })).toEqual([]);
        return proved(name, env);
      },
    });
  });

  it('puts a new one into the place of the same version, and keeps another version', async () => {
    const cache = newCache();
    await install(cache);
    const { folder } = await install(cache, {
      made: recipe({
        async make(_workshop, place) {
          writeFileSync(join(place, 'other.so'), '');
          return { packages: { library: '1.2.3' }, files: ['other.so'], preload: [], python: null };
        },
      }),
    });
    expect(readdirSync(folder).sort()).toEqual(['engine.json', 'other.so']);
    await install(cache, {
      made: recipe({
        make: async () => ({ packages: { library: '2.0.0' }, files: [], preload: [], python: null }),
      }),
    });
    expect(enginesOf(cache)).toHaveLength(2);
    expect(installedEngine('tfjs/native', { XDG_CACHE_HOME: cache })?.manifest.packages).toEqual({
      library: '2.0.0',
    });
  });

  it.each([
    [
      'computes wrongly',
      { selfTest: { ok: false, maxDifference: 0.5 }, failure: 'its results are wrong here' },
    ],
    ['does not load', { selfTest: null, failure: 'libcudart.so.12: cannot open' }],
  ])('keeps nothing of one that %s, and what was there before', async (_, proof) => {
    const cache = newCache();
    await expect(install(cache, { prove: async () => proof })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(proof.failure),
    });
    expect(enginesOf(cache)).toEqual([]);
    await install(cache);
    await expect(install(cache, { prove: async () => proof })).rejects.toMatchObject({ exitCode: 4 });
    expect(enginesOf(cache)).toEqual(['tfjs-native-4.22.0-1.2.3']);
  });

  it('keeps nothing when it is interrupted, or ends by a bug', async () => {
    const cache = newCache();
    const abort = new AbortController();
    const stopped = install(cache, {
      more: { signal: abort.signal },
      prove: async (...args) => {
        abort.abort();
        return proved(...args);
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const broken = recipe({ make: () => Promise.reject(new TypeError('a bug')) });
    await expect(install(cache, { made: broken })).rejects.toBeInstanceOf(TypeError);
    expect(enginesOf(cache)).toEqual([]);
  });

  it('removes what a process that was killed left behind, its lock too', async () => {
    const cache = newCache();
    const folder = join(cache, 'infoplane/engines');
    mkdirSync(join(folder, '.new-tfjs-native/infoplane/engines/tfjs-native'), { recursive: true });
    mkdirSync(join(folder, '.lock-tfjs-native'));
    const gone = { pid: 2 ** 30, host: hostname() };
    writeFileSync(join(folder, '.lock-tfjs-native/owner.json'), JSON.stringify(gone));
    await install(cache);
    expect(enginesOf(cache)).toEqual(['tfjs-native-4.22.0-1.2.3']);
  });

  it('is refused while another process installs the same engine, and names it', async () => {
    const cache = newCache();
    let inner: unknown;
    await install(cache, {
      prove: async (...args) => {
        inner = await install(cache).catch((error: unknown) => error);
        return proved(...args);
      },
    });
    expect(inner).toMatchObject({ exitCode: 4, message: expect.stringContaining(String(process.pid)) });
    expect(enginesOf(cache)).toEqual(['tfjs-native-4.22.0-1.2.3']);
  });

  it('says that the cache cannot be written, and how another one is named', async () => {
    const cache = newCache();
    writeFileSync(join(cache, 'infoplane'), 'a file in the way');
    await expect(install(cache)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(cache),
      hint: expect.stringContaining('XDG_CACHE_HOME'),
    });
  });

  it.skipIf(process.getuid?.() === 0)('says so of a folder without access', async () => {
    const cache = newCache();
    chmodSync(cache, 0o500);
    await expect(install(cache)).rejects.toMatchObject({ exitCode: 4 });
  });

  it('takes no Python for an engine that has nothing from it', async () => {
    const workshop = fakeWorkshop(newCache());
    await expect(installEngine('tfjs/webgpu', { python: 'python3' }, workshop, proved)).rejects.toMatchObject(
      {
        exitCode: 2,
      },
    );
  });
});
