import { describe, expect, it } from 'vitest';
import type { Surroundings } from '../../runner/engines/adapter.ts';
import { cudaObstacle } from '../../runner/engines/nvidia-driver.ts';

/** A machine with an NVIDIA GPU whose driver says this. */
const driver = (text: string): Surroundings => ({
  platform: 'linux',
  env: {},
  list: (folder) => (folder === '/proc/driver/nvidia/gpus' ? ['0000:01:00.0'] : []),
  read: (path) => (path === '/proc/driver/nvidia/version' ? text : ''),
});
const closed = (version: string) =>
  `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${version}  Tue Sep 26 16:27:10 UTC 2023\nGCC version: 12.2.0`;
const open = (version: string) =>
  `NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  ${version}  Release Build\nGCC version: 13.3.0`;

describe('cudaObstacle', () => {
  it.each([
    [12, closed('535.104.05')],
    [12, open('580.65.06')],
    [13, open('580.65.06')],
    [13, closed('1010.10')],
    [13, 'something that nobody wrote'],
  ] as const)('sees none for CUDA %i with %s', (cuda, text) => {
    expect(cudaObstacle(cuda, driver(text))).toBeNull();
  });

  it.each([
    [12, closed('470.256.02'), '470', '525'],
    [13, closed('535.104.05'), '535', '580'],
    [13, open('575.57.08'), '575', '580'],
  ] as const)('names the driver that is too old for CUDA %i: %s', (cuda, text, found, needed) => {
    const obstacle = cudaObstacle(cuda, driver(text));
    expect(obstacle).toContain(found);
    expect(obstacle).toContain(needed);
  });

  it('names a GPU that is not there, or is hidden', () => {
    expect(cudaObstacle(12, { ...driver(''), list: () => [] })).toMatch(/no NVIDIA GPU/);
    expect(cudaObstacle(12, { ...driver(''), env: { CUDA_VISIBLE_DEVICES: '' } })).toMatch(/no NVIDIA GPU/);
  });
});
