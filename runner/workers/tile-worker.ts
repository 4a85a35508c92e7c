import { workerData } from 'node:worker_threads';
import { helpWithTiles, type TileHelp } from '../estimation/tile-threads.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';

/** Runs in a thread beside one that estimates: bands of tiles until that one has all it needs. */
helpWithTiles(workerData as TileHelp, createNumerics());
