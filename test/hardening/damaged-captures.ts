import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { randomStream } from '../../runner/random/stream.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

const trained = `study: trained
datasets: { digits: { kind: mnist, subset: { train: 128, test: 64 } } }
models:
  net:
    kind: network
    dataset: digits
    layers: [{ dense: F1, units: 8, activation: sigmoid }, { dense: out, units: 10 }]
    training: { learningRate: 0.1, batchSize: 32, epochs: 1 }
probes: { forward: { kind: activations, model: net, layers: [F1], at: { epochs: [0, 1] } } }
estimators: { IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) } }
`;
const recorded = `study: recorded
models: { net: { kind: recorded, captures: ./captures } }
probes: { forward: { kind: activations, model: net, layers: [F1] } }
estimators: { IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) } }
`;

/** What stands in the place of a value of captures.json or rows.jsonl. */
const odd = [
  ...['null', '-1', '0', '1.5', '1e15', '1e300', '9007199254740993', 'true'],
  ...['""', '[]', '{}', '[1, 2, 3]', '"../../etc/passwd"', '"\\u001b[31mx"', '"__proto__"'],
];

/**
 * Changes a captures folder in one place again and again (a value of its texts, a bit of any file, a file cut off), and has it validated, planned and
 * run: each ends in tables or in a message.
 */
export async function checkCaptures(tries: number): Promise<void> {
  const { folder, infoplane } = await createWorkplace();
  writeFileSync(join(folder, 'trained.yaml'), trained);
  writeFileSync(join(folder, 'recorded.yaml'), recorded);
  expect((await infoplane(['run', 'trained.yaml'])).code).toBe(0);
  expect((await infoplane(['export', 'trained', '--captures', 'sound'])).code).toBe(0);
  const stream = randomStream(Number(process.env.FC_SEED ?? 1), 'captures');
  const below = (count: number) => stream.integer(count);
  const codes = new Map<string, number>();
  for (let i = 0; i < tries; i++) {
    rmSync(join(folder, 'captures'), { recursive: true, force: true });
    cpSync(join(folder, 'sound'), join(folder, 'captures'), { recursive: true });
    const what = damage(join(folder, 'captures'), below);
    for (const command of ['validate', 'plan', 'run']) {
      const { code, err } = await infoplane([command, 'recorded.yaml']);
      expect([0, 3, 4], `${what}: ${err}`).toContain(code);
      expect(err, what).not.toMatch(/^ {4}at |this is a bug/m);
      expect(err.includes('\u001b'), what).toBe(false);
      codes.set(`${command} ${code}`, (codes.get(`${command} ${code}`) ?? 0) + 1);
    }
  }
  console.log(`${tries} damaged captures folders: ${JSON.stringify(Object.fromEntries(codes))}`);
  for (const told of ['run 0', 'run 4']) expect(codes.get(told)).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
}

/** @returns what was done */
function damage(folder: string, below: (count: number) => number): string {
  const files = readdirSync(folder, { recursive: true }).map(String).sort();
  const whole = files.filter((name) => statSync(join(folder, name)).isFile());
  const name = whole[below(whole.length)]!;
  const file = join(folder, name);
  const bytes = readFileSync(file);
  const way = below(4);
  if (way === 0) {
    const length = below(bytes.length);
    truncateSync(file, length);
    return `${name} cut at ${length}`;
  }
  const text = bytes.toString('utf8');
  const values = [...text.matchAll(/(?<=[:[,]\s*)(?:"[^"]*"|-?\d[\d.e+-]*|true|false|null)/g)];
  if (way < 3 && /\.jsonl?$/.test(name) && values.length > 0) {
    const { 0: value, index } = values[below(values.length)]!;
    const other = odd[below(odd.length)]!;
    writeFileSync(file, text.slice(0, index) + other + text.slice(index + value.length));
    return `${name} at ${index}: ${value} -> ${other}`;
  }
  const at = below(Math.min(bytes.length, 400));
  bytes[at] = bytes[at]! ^ (1 << below(8));
  writeFileSync(file, bytes);
  return `${name}, a bit of byte ${at}`;
}
