// A process of its own for one engine: `examine-worker.js ENGINE examine|load` sends what came of it to its parent.
import { engineTable } from './engine-table.ts';
import { examine } from './examine.ts';
import type { Examined } from './examine-apart.ts';
import { firstLine } from './first-line.ts';

const [name, what] = process.argv.slice(2);
const entry = engineTable.find((candidate) => candidate.name === name)!;
const answer: Examined = what === 'load' ? { unloaded: await loaded() } : await examine(entry);
process.send!(answer, () => process.exit(0));

async function loaded(): Promise<string | null> {
  try {
    await entry.load?.();
    return null;
  } catch (error) {
    return firstLine(error);
  }
}
