import { describe, expect, it } from 'vitest';
import { adapterOfFiles, findNvidia, type Surroundings } from '../../runner/engines/adapter.ts';

function machine(files: Readonly<Record<string, string>>, env: Surroundings['env'] = {}): Surroundings {
  return {
    platform: 'linux',
    env,
    list: (folder) => [
      ...new Set(
        Object.keys(files)
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0]!),
      ),
    ],
    read: (path) => files[path] ?? '',
  };
}

const nvidia = { '/proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA A2\nIRQ: 7\n' };
const intel = {
  '/dev/dri/card0': '',
  '/dev/dri/renderD128': '',
  '/sys/class/drm/renderD128/device/vendor': '0x8086\n',
  '/sys/class/drm/renderD128/device/device': '0x46a6\n',
};

describe('adapterOfFiles', () => {
  it('finds none where Linux has no driver', () => {
    expect(adapterOfFiles(machine({ '/dev/dri/card0': '' }))).toBeNull();
  });

  it('names the GPU by its driver, or by its PCI numbers', () => {
    expect(adapterOfFiles(machine(nvidia))).toEqual({ name: 'NVIDIA A2', software: false });
    expect(adapterOfFiles(machine(intel))).toEqual({ name: 'pci 8086:46a6', software: false });
  });

  it('takes an adapter for software when only software drivers are named, a GPU beside it or not', () => {
    for (const variable of ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES']) {
      for (const file of ['/opt/vk_swiftshader_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json']) {
        expect(adapterOfFiles(machine(intel, { [variable]: file }))?.software).toBe(true);
      }
      const both = { [variable]: '/opt/vk_swiftshader_icd.json:/opt/nvidia_icd.json' };
      expect(adapterOfFiles(machine(nvidia, both))?.software).toBe(false);
    }
  });

  it('takes it that macOS and Windows have one', () => {
    for (const platform of ['darwin', 'win32'] as const) {
      expect(adapterOfFiles({ ...machine({}), platform })?.software).toBe(false);
    }
  });
});

describe('findNvidia', () => {
  it('finds the GPU by its driver or its device file, unless it is hidden', () => {
    expect(findNvidia(machine(nvidia))).toEqual({ name: 'NVIDIA A2', software: false });
    expect(findNvidia(machine({ '/dev/nvidia0': '' }))?.name).toBe('nvidia');
    expect(findNvidia(machine(intel))).toBeNull();
    expect(findNvidia(machine(nvidia, { CUDA_VISIBLE_DEVICES: '' }))).toBeNull();
  });
});
