import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StoredCaptures } from '../../runner/store/stored-captures.ts';
import { packageRoot } from '../../src/node/package-info.ts';

/**
 * Everything in it that could lose its place: Adam, running statistics, masks, a schedule, rows of two kinds of samples, widths
 * smoothed over rows.
 */
const study = `study: killed
seed: 3
datasets:
  digits: { kind: mnist, subset: { train: 1900, test: 100 } }
models:
  net:
    kind: network
    dataset: digits
    layers:
      - { conv: C1, filters: 3, kernel: 5, stride: 3, activation: linear }
      - { batch-norm: B1, activation: relu }
      - { dropout: D1, rate: 0.2 }
      - { dense: F1, units: 12, activation: sigmoid }
      - { dense: out, units: 10 }
    training:
      optimizer: adam
      learningRate: 0.01
      schedule: { cosine: { final: 0.1 } }
      warmup: 0.5
      batchSize: 64
      epochs: 4
probes:
  forward: { kind: activations, model: net, layers: [C1, D1, F1], at: { every: 1 } }
  backward: { kind: errors, model: net, layers: [B1, F1], at: { every: 3 } }
  held: { kind: activations, model: net, layers: [F1], at: { every: 5 }, sample: { split: test, n: 48 } }
estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) }
  IDD: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), bandwidth: { silverman: 0.1 } }
  ITY: { kind: matrix-renyi, probe: held, quantity: I(T;Y) }
  aligned: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), bandwidth: kernel-alignment }
claims:
  forward-dpi: { expect: non-increasing, estimator: IXT, tolerance: 0.02 }
  learns: { expect: rises, table: training, value: accuracy, split: test }
matrix:
  estimators.IXT.alpha: [1.01, 2]
reports:
  curves: { kind: layer-curves, estimators: [IXT, IDD] }
  training: { kind: training-curves }
`;

/** When a run is killed. */
export type Moment = 'in training' | "in a checkpoint's write" | 'after the training';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A run in a process of its own. */
export interface SpawnedRun {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said on stderr so far. */
  readonly said: () => string;
}

/** What became of a run that was killed and run again. */
export interface Outcome {
  /** What the last of the runs says: where it went on, or that nothing was left to train. */
  readonly went: 'on from a checkpoint' | 'over what was kept' | 'from the beginning';
  /** Whether a file was left half written. */
  readonly torn: boolean;
  /** Kills that came before the run was over. */
  readonly kills: number;
  /** Bytes of the tables, by name. */
  readonly tables: ReadonlyMap<string, string>;
  /** Digests of the kept captures, by key. */
  readonly captures: ReadonlyMap<string, string>;
}

/** A folder of its own with the study in it, in which runs are spawned. */
export class KillingGround {
  readonly folder: string;
  readonly #engine: string;

  private constructor(folder: string, engine: string) {
    this.folder = folder;
    this.#engine = engine;
  }

  static async open(engine: string): Promise<KillingGround> {
    const folder = await mkdtemp(join(tmpdir(), 'infoplane-killed-'));
    await writeFile(join(folder, 'killed.yaml'), study);
    return new KillingGround(folder, engine);
  }

  /** Runs that went before are forgotten. */
  clear(): void {
    for (const name of ['runs', '.infoplane'])
      rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  start(): SpawnedRun {
    const args = [join(packageRoot, 'dist/src/cli/main.js'), 'run', 'killed.yaml', '--engine', this.#engine];
    const env = { ...process.env, INFOPLANE_CHECKPOINT_SECONDS: '0' };
    const child = spawn(process.execPath, args, { cwd: this.folder, env });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, out, err }));
    });
    return { child, ended, said: () => err };
  }

  /** Starts a run and waits until it trains with a checkpoint behind it. */
  async startTraining(): Promise<SpawnedRun> {
    const run = this.start();
    await this.#reach('in training', run);
    return run;
  }

  /** Runs to the end. */
  async finish(): Promise<Ended> {
    const end = await this.start().ended;
    if (end.code !== 0) throw new Error(`the run ended with ${end.code ?? end.signal}:\n${end.err}`);
    return end;
  }

  async tables(): Promise<Map<string, string>> {
    const folder = join(this.folder, 'runs/killed/latest/tables');
    const names = (await readdir(folder)).sort();
    return new Map(
      await Promise.all(
        names.map(async (name) => [name, (await readFile(join(folder, name))).toString('base64')] as const),
      ),
    );
  }

  /** Digests of the captures that are kept, by key, each read to its end. */
  async captures(): Promise<Map<string, string>> {
    const lost = (message: string) => {
      throw new Error(message);
    };
    const stored = new StoredCaptures(join(this.folder, '.infoplane'), lost, Date.now);
    const found = new Map<string, string>();
    for (const { key, rows, mark } of await stored.all()) {
      let count = 0;
      for await (const _ of (await stored.open(key))!) count++;
      if (count !== rows) throw new Error(`captures ${key} have ${count} rows in the place of ${rows}`);
      found.set(key, mark.digest);
    }
    return found;
  }

  /** Milliseconds that a whole run spends in training, from its first checkpoint on, and after it. */
  async measure(): Promise<{ training: number; after: number }> {
    this.clear();
    await this.finish();
    const lines = readFileSync(join(this.folder, 'runs/killed/latest/log.jsonl'), 'utf8').trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { event: string; time: string });
    const at = (name: string) => Date.parse(events.find(({ event }) => event === name)!.time);
    return {
      training: at('stage-finished') - at('stage-saved'),
      after: at('run-finished') - at('stage-finished'),
    };
  }

  /**
   * Begins a run anew, sends `signal` at a moment, and again to each run that goes on, `times` altogether; then lets it
   * finish.
   * @param delay milliseconds from the beginning of the phase (of training: from its first checkpoint); a run that is over
   * by then counts as not killed
   */
  async killAndFinish(
    moment: Moment,
    delay: number,
    times: number,
    signal: NodeJS.Signals = 'SIGKILL',
  ): Promise<Outcome> {
    this.clear();
    let kills = 0;
    let torn = false;
    for (let time = 0; time < times; time++) {
      const run = this.start();
      await this.#reach(moment, run);
      if (moment !== "in a checkpoint's write") await wait(delay);
      run.child.kill(signal);
      const end = await run.ended;
      if (end.signal === signal || end.code === 130) kills++;
      torn ||= this.#draft();
    }
    const { err } = await this.finish();
    const went = err.includes('resumed at iteration')
      ? 'on from a checkpoint'
      : err.includes('kept from an earlier run')
        ? 'over what was kept'
        : 'from the beginning';
    return { went, torn, kills, tables: await this.tables(), captures: await this.captures() };
  }

  async #reach(moment: Moment, run: SpawnedRun): Promise<void> {
    const over = () => run.child.exitCode !== null || run.child.signalCode !== null;
    const reached: Record<Moment, () => boolean> = {
      'in training': () => this.#whole(),
      "in a checkpoint's write": () => this.#whole() && this.#draft(),
      'after the training': () => run.said().includes('done after'),
    };
    while (!run.said().includes('training, ')) {
      if (over()) return;
      await wait(1);
    }
    // looked for nearly without a pause, since a file that is being written is there for a few milliseconds only
    for (let look = 0; !over() && !reached[moment](); look++) await wait(look % 50 === 0 ? 1 : 0);
  }

  /** Whether there is a whole checkpoint. */
  #whole(): boolean {
    return this.#files((name) => /^\d+\.checkpoint$/.test(name)).length > 0;
  }

  /** Whether there is one that is not whole. */
  #draft(): boolean {
    return this.#files((name) => name.startsWith('.unfinished-')).length > 0;
  }

  /** Files among the checkpoints. */
  #files(test: (name: string) => boolean): string[] {
    const root = join(this.folder, '.infoplane/checkpoints');
    const keys = existsSync(root) ? readdirSync(root) : [];
    return keys
      .flatMap((key) => (existsSync(join(root, key)) ? readdirSync(join(root, key)) : []))
      .filter(test);
  }
}

/** How many of what: the line that a test of kills ends with. */
export function tally(outcomes: readonly { readonly moment: Moment; readonly outcome: Outcome }[]): string {
  const count = (test: (one: (typeof outcomes)[number]) => boolean) => outcomes.filter(test).length;
  const kinds = [...new Set(outcomes.map(({ moment }) => moment))];
  const ways = [...new Set(outcomes.map(({ outcome }) => outcome.went))];
  return [
    `${outcomes.reduce((sum, { outcome }) => sum + outcome.kills, 0)} kills in ${outcomes.length} runs`,
    ...kinds.map((kind) => `${count(({ moment }) => moment === kind)} ${kind}`),
    `${count(({ outcome }) => outcome.torn)} with a checkpoint half written`,
    ...ways.map((way) => `${count(({ outcome }) => outcome.went === way)} went ${way}`),
  ].join(', ');
}
