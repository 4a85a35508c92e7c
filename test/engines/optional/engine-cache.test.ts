import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedEngines, optionalEngines } from '../../../runner/engines/optional/engine-cache.ts';
import { scratchFolder } from '../install/fake-workshop.ts';

const cache = scratchFolder();

describe('installedEngines', () => {
  it('sees no folder without a whole manifest, and none that goes with another version of the library', () => {
    const place = (name: string, text: string) => {
      const folder = join(cache, 'infoplane/engines', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'engine.json'), text);
    };
    place('half', '{"engine":"tfjs/nat');
    place('older', JSON.stringify({ engine: 'tfjs/native', library: '4.21.0', installed: '2026-01-01' }));
    place('unknown', JSON.stringify({ engine: 'tfjs/abacus', library: '4.22.0', installed: '2026-01-01' }));
    expect(installedEngines({ XDG_CACHE_HOME: cache })).toEqual([]);
    place('ours', JSON.stringify({ engine: 'tfjs/native', library: '4.22.0', installed: '2026-01-01' }));
    expect(installedEngines({ XDG_CACHE_HOME: cache })).toHaveLength(1);
  });

  it('goes with the versions that infoplane has', () => {
    const { packages } = JSON.parse(
      readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8'),
    );
    const version = (name: string) => packages[`node_modules/${name}`].version;
    const [tfjs, onnx] = [version('@tensorflow/tfjs-core'), version('onnxruntime-node')];
    expect(optionalEngines).toEqual({
      'tfjs/native': tfjs,
      'tfjs/cuda': tfjs,
      'tfjs/webgpu': tfjs,
      'onnx/cuda': onnx,
    });
  });
});
