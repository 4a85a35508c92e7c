import { createHash, type Hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan, Shape } from '../../src/plan/plan.ts';
import type { Dataset, DatasetServices, FileRecord } from '../contract/dataset.ts';
import { readPng } from '../readers/png.ts';
import { readWholeFile } from '../readers/read-whole-file.ts';
import { makeDataset } from './make-dataset.ts';
import { locateInProject } from './project-path.ts';
import type { RawSamples } from './raw-samples.ts';
import { checkStatedSizes, statedFacts } from './stated-facts.ts';

/** An image file: its name below the part's folder, and its class. */
interface ImageFile {
  readonly name: string;
  readonly label: number;
}

/**
 * Loads a folder of PNG images: `<folder>/train/<class>/*.png` and `<folder>/test/<class>/*.png`. Classes are numbered in
 * the order of their names, images come in the order of theirs (code units). Grey images become colour where the study
 * states three channels.
 * @throws RunError when a folder is missing, or an image is not what the study states
 */
export async function loadImageFolder(plan: DatasetPlan, services: DatasetServices): Promise<Dataset> {
  const facts = statedFacts(plan);
  const name = String(plan.params.folder);
  const folder = locateInProject(name, services);
  const classes = await subfolders(join(folder, 'train'), join(name, 'train'));
  if (classes.length !== plan.classes) {
    throw new RunError(
      `${join(name, 'train')} has ${classes.length} folders, the study states ${plan.classes} classes`,
    );
  }
  const files: FileRecord[] = [];
  const read = async (part: 'train' | 'test', stated: number) => {
    const place = { folder: join(folder, part), name: join(name, part) };
    const images = await listImages(place, classes);
    if (images.length !== stated) return { ...empty(place.name, facts.shape), count: images.length };
    const hash = createHash('md5');
    const raw = await readImages(place, images, facts.shape, hash);
    files.push({ path: place.name, md5: hash.digest('hex'), official: false });
    return raw;
  };
  const train = await read('train', facts.sizes.train);
  const test = await read('test', facts.sizes.test);
  checkStatedSizes(plan, facts, train, test);
  return makeDataset(plan, facts.shape, { train, test, files });
}

/** A part of a folder on disk, and what messages call it. */
interface Place {
  readonly folder: string;
  readonly name: string;
}

function empty(path: string, shape: Shape): RawSamples {
  const nothing = new Uint8Array();
  return { inputsPath: path, labelsPath: path, count: 0, shape, values: nothing, labels: new Int32Array() };
}

async function subfolders(folder: string, name: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: Error) => {
    throw new RunError(`there is no folder ${name}`, {
      hint: 'an image folder holds train/<class>/*.png and test/<class>/*.png',
      cause,
    });
  });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

async function listImages(place: Place, classes: readonly string[]): Promise<ImageFile[]> {
  const found = await subfolders(place.folder, place.name);
  const stray = found.find((name) => !classes.includes(name));
  if (stray !== undefined)
    throw new RunError(`${join(place.name, stray)} is no class: train has no such folder`);
  const images: ImageFile[] = [];
  for (const [label, name] of classes.entries()) {
    if (!found.includes(name)) continue;
    const files = (await readdir(join(place.folder, name))).filter((file) => /\.png$/i.test(file)).sort();
    for (const file of files) images.push({ name: join(name, file), label });
  }
  return images;
}

/** Reads the images one by one into memory for all of them; the sum is of names, classes and contents in order. */
async function readImages(
  place: Place,
  images: readonly ImageFile[],
  shape: Shape,
  hash: Hash,
): Promise<RawSamples> {
  const [channels = 0, height = 0, width = 0] = shape;
  const area = height * width;
  const values = new Uint8Array(images.length * channels * area);
  for (const [index, image] of images.entries()) {
    const name = join(place.name, image.name);
    const bytes = await readWholeFile(join(place.folder, image.name), name);
    hash.update(`${image.name} ${image.label} ${bytes.length}\n`).update(bytes);
    const { data, shape: own } = readPng(bytes, name, { height, width });
    if (own[0] > channels) {
      const hint = 'state `shape` with 3 channels and add the transform `grayscale`';
      throw new RunError(`${name} is in colour, the study states ${channels} channel`, { hint });
    }
    const start = index * channels * area;
    for (let channel = 0; channel < channels; channel += own[0]) values.set(data, start + channel * area);
  }
  return {
    inputsPath: place.name,
    labelsPath: place.name,
    count: images.length,
    shape,
    values,
    labels: Int32Array.from(images, (image) => image.label),
  };
}
