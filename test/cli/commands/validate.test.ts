import { describe, expect, test } from 'vitest';
import { run as plan } from '../../../src/cli/commands/plan.ts';
import { run as validate } from '../../../src/cli/commands/validate.ts';
import { studyText } from '../../plan/study-text.ts';
import { commandPlace } from './command-place.ts';

const files = {
  'good.yaml': studyText,
  'bad.yaml': studyText.replace('filters: 6', 'filtres: 6'),
  'worse.yaml': '\u0000',
};

const place = () => commandPlace(files);

describe('validate', () => {
  test('names the problems of all files on stderr and a verdict for each on stdout', async () => {
    const { io, printed } = place();
    expect(await validate(['good.yaml', 'bad.yaml', 'worse.yaml', 'none.yaml'], {}, io)).toBe(3);
    expect(printed.out).toBe(
      'good.yaml: valid\nbad.yaml: 2 errors\nworse.yaml: 1 error\nnone.yaml: 1 error\n',
    );
    expect(printed.err).toContain('bad.yaml:12:21: error[key-unknown]: conv layer `C1` has no key `filtres`');
    expect(printed.err).toContain('worse.yaml:1:1: error[file-binary]');
    expect(printed.err).toContain('none.yaml:1:1: error[file-missing]');
  });

  test('prints problems as JSON', async () => {
    const { io, printed } = place();
    expect(await validate(['good.yaml', 'bad.yaml'], { json: true }, io)).toBe(3);
    const { ok, problems } = JSON.parse(printed.out);
    expect(ok).toBe(false);
    expect(problems).toHaveLength(2);
    expect(problems[1]).toEqual({
      code: 'key-unknown',
      severity: 'error',
      file: 'bad.yaml',
      line: 12,
      column: 21,
      endLine: 12,
      endColumn: 28,
      path: 'models.net.layers.C1.filtres',
      message: 'conv layer `C1` has no key `filtres`',
      hint: 'did you mean `filters`?',
    });
    expect(printed.err).toBe('');
  });

  test('a valid study is done, in JSON too', async () => {
    const { io, printed } = place();
    expect(await validate(['good.yaml'], { json: true }, io)).toBe(0);
    expect(JSON.parse(printed.out)).toEqual({ ok: true, problems: [] });
  });

  test('checks the study as `--set` changes it', async () => {
    const { io, printed } = place();
    expect(await validate(['good.yaml'], { set: ['models.net.training.epochs=3'] }, io)).toBe(0);
    const options = { json: true, set: ['models.net.training.epochs=0'] };
    printed.out = '';
    expect(await validate(['good.yaml'], options, io)).toBe(3);
    expect(JSON.parse(printed.out).problems).toMatchObject([{ code: 'value-out-of-range' }]);
  });
});

describe('plan', () => {
  test('says that a training is too large for the machine', async () => {
    const { io, printed } = place();
    expect(await plan(['good.yaml'], {}, io)).toBe(0);
    expect(printed.err).not.toContain('memory');
    const set = ['models.net.layers.C1.filters=1000000', 'models.net.layers.F1.units=1000000'];
    expect(await plan(['good.yaml'], { set }, io)).toBe(0);
    expect(printed.err).toMatch(/^note: \d+ of \d+ trainings? .* memory .*[TP]B$/m);
  });

  test('shows trainings, shapes, parameters and rows', async () => {
    const { io, printed } = place();
    const options = { set: ['matrix={seed: {range: [1, 3]}, estimators.IXT.alpha: [1, 2]}'] };
    expect(await plan(['good.yaml'], options, io)).toBe(0);
    expect(printed.out).toContain('6 trials, 3 trainings, 144 estimates');
    expect(printed.out).toMatch(/C1 +conv +6 x 24 x 24 +156 +86,400/);
    expect(printed.out).toContain('activations of C1, P1, F1 at 3 iterations, on the mini-batch');
    expect(printed.out).toMatch(/net\[seed=3\] +[0-9a-f]{12} +48 +would run/);
    expect(printed.out).toMatch(/\n0 of 3 trainings are kept already\n$/);
  });

  test('tells the variants of a model apart by what is varied in them', async () => {
    const { io, printed } = place();
    const options = {
      set: [
        'matrix={seed: [1, 2], models.net.layers.F1.units: [20, 30], models.net.training.momentum: [0, 0.5]}',
      ],
    };
    expect(await plan(['good.yaml'], options, io)).toBe(0);
    expect(printed.out.match(/^model .*(?= on )/gm)).toEqual([
      'model net[units=20,momentum=0]',
      'model net[units=20,momentum=0.5]',
      'model net[units=30,momentum=0]',
      'model net[units=30,momentum=0.5]',
    ]);
    printed.out = '';
    expect(await plan(['good.yaml'], { set: ['matrix={seed: [1, 2]}'] }, io)).toBe(0);
    expect(printed.out.match(/^model .*(?= on )/gm)).toEqual(['model net']);
  });

  test('prints the plan as JSON', async () => {
    const { io, printed } = place();
    expect(await plan(['good.yaml'], { json: true }, io)).toBe(0);
    expect(JSON.parse(printed.out)).toMatchObject({ format: 1, study: 'small', trials: [{ id: 'base' }] });
  });

  test('draws the graph, streams thick', async () => {
    const { io, printed } = place();
    await plan(['good.yaml'], { mermaid: true }, io);
    expect(printed.out).toMatch(/^flowchart LR\n/);
    expect(printed.out.match(/==>/g)).toHaveLength(4);
    expect(printed.out.match(/-->/g)).toHaveLength(4);
    await plan(['good.yaml'], { dot: true }, io);
    expect(printed.out).toContain('"model/net" -> "probe/forward" [penwidth=3];');
    expect(printed.out).toContain('"estimator/IXT" -> "claim/dpi";');
  });

  test('boxes each model with what is read off its training, as so many stages', async () => {
    const other =
      'models: { other: { kind: network, dataset: mnist, layers: [{ dense: out, units: 10 }], training: { learningRate: 0.1, batchSize: 100, epochs: 1 } } }';
    const { io, printed } = commandPlace({
      ...files,
      'two.yaml': `extends: ./good.yaml
${other}
matrix: { models.net.training.momentum: [0, 0.5] }
reports: { training: { kind: training-curves } }
`,
    });
    await plan(['two.yaml'], { mermaid: true }, io);
    const boxes = printed.out.match(/subgraph[\s\S]*? end/g)!.map((box) => box.replace(/ n\d+/g, ''));
    expect(boxes).toHaveLength(2);
    expect(boxes[0]).toContain('["2 stages"]');
    expect(boxes[0]).toMatch(/model: net[\s\S]*probe: forward[\s\S]*estimator: IXT/);
    expect(boxes[1]).toContain('["1 stage"]');
    expect(boxes[1]).toMatch(/model: other/);
    expect(boxes.join()).not.toMatch(/dataset|report|claim/);
  });

  test('of an invalid study names the problems and prints nothing', async () => {
    const { io, printed } = place();
    expect(await plan(['bad.yaml'], { json: true }, io)).toBe(3);
    expect(printed.out).toBe('');
    expect(printed.err).toContain('error[key-unknown]');
  });
});
