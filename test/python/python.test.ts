import { execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { type At, rowTest, scheduleRows } from '../../src/plan/schedule.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { pythonWith } from '../peers/python.ts';

const folder = join(packageRoot, 'python');
const files = readdirSync(join(folder, 'tests')).filter((name) => /^test_.*\.py$/.test(name));
const python = pythonWith('numpy', 'torch', 'pandas', 'pytest');
const needs = python ? '' : ' (needs INFOPLANE_PYTHON, a Python with torch, pandas and pytest)';

interface Case {
  readonly file: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

/** The cases of a JUnit report. */
function casesOf(report: string): Case[] {
  const found = report.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g);
  return [...found].map(([, head = '', body = '']) => ({
    file: `${/classname="tests\.(\w+)/.exec(head)?.[1]}.py`,
    name: /\bname="([^"]*)"/.exec(head)?.[1] ?? '',
    outcome: /<(failure|error)\b/.test(body) ? 'failed' : body.includes('<skipped') ? 'skipped' : 'passed',
  }));
}

describe.skipIf(!python)(`the Python package${needs}`, () => {
  let cases: readonly Case[] = [];
  let said = '';
  let work: Awaited<ReturnType<typeof createWorkplace>>;

  // the whole suite at once: loading PyTorch takes longer than most of its tests
  beforeAll(async () => {
    work = await createWorkplace();
    const ran = await work.infoplane(['run', 'tiny.yaml', '--engine', 'onnx/cpu']);
    expect(ran.code).toBe(0);
    const report = join(work.folder, 'report.xml');
    const child = spawn(python!, ['-m', 'pytest', '-q', '-rs', `--junitxml=${report}`], {
      cwd: folder,
      env: {
        ...process.env,
        INFOPLANE_RUN: join(work.folder, 'runs/tiny/latest'),
        PYTHONDONTWRITEBYTECODE: '1',
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        said += text;
      });
    await new Promise((resolve) => child.on('close', resolve));
    cases = casesOf(await readFile(report, 'utf8'));
  }, 600_000);
  afterAll(() => rm(work.folder, { recursive: true }));

  test.each(files)('%s', (file) => {
    const own = cases.filter((one) => one.file === file);
    const count = (outcome: Case['outcome']) => own.filter((one) => one.outcome === outcome).length;
    expect({ failed: count('failed'), said: count('failed') > 0 ? said : '' }).toEqual({
      failed: 0,
      said: '',
    });
    expect(count('passed')).toBeGreaterThan(0);
  });

  test('every file that was run is one of these, and pytest says how many tests there were', () => {
    expect(new Set(cases.map(({ file }) => file))).toEqual(new Set(files));
    const closing = said.trim().split('\n').at(-1)!;
    expect(closing).toContain(`${cases.filter(({ outcome }) => outcome === 'passed').length} passed`);
    console.log(`pytest: ${closing}\n${said.match(/^SKIPPED.*$/gm)?.join('\n') ?? ''}`);
  });
});

const numpy = pythonWith('numpy');
const schedules: readonly { readonly at: At; readonly updates: number; readonly updatesPerEpoch: number }[] =
  [
    ...[1, 2, 5, 20, 40, 1000].flatMap((log) =>
      [1, 2, 3, 17, 469, 4690].map((updates) => ({ at: { log }, updates, updatesPerEpoch: 469 })),
    ),
    ...[1, 7, 50].map((every) => ({ at: { every }, updates: 98, updatesPerEpoch: 49 })),
    { at: { epochs: [0, '1/3', 0.5, 2.5, '7/2', 10] }, updates: 4690, updatesPerEpoch: 469 },
    { at: { epochs: [0, '1/3', 0.1, 0.7, 3] }, updates: 15, updatesPerEpoch: 5 },
  ];

describe.skipIf(!numpy)(`schedules of the recorder${numpy ? '' : ' (needs numpy)'}`, () => {
  test('take the rows that a study takes', () => {
    const program = `
import json, sys
sys.path.insert(0, "src")
from infoplane.schedule import read_schedule
for case in json.load(sys.stdin):
    schedule = read_schedule(case["at"], case["updates"], case["updatesPerEpoch"])
    rows = [i for i in range(case["updates"]) if schedule.takes(i)]
    print(json.dumps(rows + [case["updates"]] * schedule.takes_last(case["updates"])))
`;
    const printed = execFileSync(numpy!, ['-c', program], {
      cwd: folder,
      input: JSON.stringify(schedules),
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    const expected = schedules.map((schedule) => {
      const found = scheduleRows(schedule.at, { ...schedule, shortLast: false }, true);
      const takes = 'rows' in found ? rowTest(found.rows) : () => false;
      return Array.from({ length: schedule.updates + 1 }, (_, i) => i).filter(takes);
    });
    expect(
      printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(expected);
  });
});
