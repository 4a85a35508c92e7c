import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCommandLine } from '../../../src/cli/command-line.ts';
import { wantedPackage } from '../../../src/cli/wanted-package.ts';
import { packageRoot } from '../../../src/node/package-info.ts';
import { temporaryProject } from '../../temporary-project.ts';

const main = join(packageRoot, 'dist/src/cli/main.js');

/** A command line whose output is gathered. */
async function infoplane(cwd: string, ...args: readonly string[]) {
  let out = '';
  const write = (text: string) => {
    out += text;
  };
  const { signal } = new AbortController();
  const code = await runCommandLine(args, { out: write, err: write, terminal: false, cwd, env: {}, signal });
  return { code, out };
}

async function madeProject(): Promise<string> {
  const folder = temporaryProject({});
  expect(await infoplane(folder, 'init', 'mine')).toMatchObject({ code: 0 });
  return join(folder, 'mine');
}

test('the study that init writes is valid and in canonical form, and what is there is left', async () => {
  const folder = await madeProject();
  expect(await infoplane(folder, 'validate', 'specs/first.yaml')).toEqual({
    code: 0,
    out: 'specs/first.yaml: valid\n',
  });
  expect(await infoplane(folder, 'fmt', '--check', 'specs/first.yaml')).toMatchObject({ code: 0 });
  writeFileSync(join(folder, 'README.md'), 'mine');
  const again = await infoplane(folder, 'init', '.');
  expect(again.code).toBe(0);
  expect(again.out).not.toContain('made ');
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine');
});

test('the workflow is YAML that validates on every push and publishes the report on a tag', async () => {
  const folder = await madeProject();
  const workflow = parse(readFileSync(join(folder, '.github/workflows/studies.yml'), 'utf8'));
  expect(workflow.on.push).toEqual({ branches: ['**'], tags: ['v*'] });
  const { validate, report } = workflow.jobs;
  const commands = (job: { steps: { run?: string }[] }) => job.steps.flatMap(({ run }) => run ?? []);
  expect(commands(validate)).toEqual(['npm install', 'npx infoplane validate specs/*.yaml']);
  expect(validate.if).toBeUndefined();
  expect(report).toMatchObject({ needs: 'validate', if: "startsWith(github.ref, 'refs/tags/')" });
  expect(commands(report)).toContain('npx infoplane run specs/first.yaml');
  // What is published is where the run puts it.
  const { study } = parse(readFileSync(join(folder, 'specs/first.yaml'), 'utf8'));
  expect(report.steps.at(-1).with.path).toBe(`runs/${study}/latest/`);
});

test('the project is a git repository, and not one in another', async () => {
  const folder = await madeProject();
  expect(existsSync(join(folder, '.git'))).toBe(true);
  const within = await infoplane(folder, 'init', 'deeper');
  expect(within.code).toBe(0);
  expect(existsSync(join(folder, 'deeper', '.git'))).toBe(false);
});

test('npm 10 is kept from fetching CUDA libraries, and files that were there are told what they lack', async () => {
  const folder = await madeProject();
  const line = 'onnxruntime-node-install=skip';
  expect(readFileSync(join(folder, '.npmrc'), 'utf8').split('\n')).toContain(line);
  const whole = await infoplane(folder, 'init', '.');
  writeFileSync(join(folder, '.npmrc'), 'engine-strict=true\n');
  writeFileSync(join(folder, 'package.json'), '{}\n');
  const lacking = await infoplane(folder, 'init', '.');
  expect(
    [whole, lacking].map(({ out }) => [out.includes(line), out.includes("npm install 'infoplane@")]),
  ).toEqual([
    [false, false],
    [true, true],
  ]);
});

test.each([
  ['a tarball', 'file:../packed/infoplane-0.1.0.tgz', 'file', 'file:../packed/infoplane-0.1.0.tgz'],
  ['a repository', 'git+ssh://git@host/infoplane.git#abc', 'address', 'git+ssh://git@host/infoplane.git#abc'],
  ['the registry', 'https://registry.npmjs.org/infoplane/-/infoplane-0.1.0.tgz', 'registry', '^'],
  ['nobody knows where', null, 'unknown', '^'],
])('a project takes infoplane from %s, as it was installed', async (_, resolved, source, range) => {
  const folder = temporaryProject({});
  const modules = join(folder, 'installed', 'node_modules');
  mkdirSync(join(modules, 'infoplane'), { recursive: true });
  const packages = { 'node_modules/infoplane': resolved === null ? {} : { resolved } };
  writeFileSync(join(modules, '.package-lock.json'), JSON.stringify({ packages }));
  const wanted = await wantedPackage(join(folder, 'mine'), join(modules, 'infoplane'));
  expect(wanted.source).toBe(source);
  expect(wanted.range.startsWith(range)).toBe(true);
});

test('every command that its files name is there', async () => {
  const folder = await madeProject();
  const texts = ['README.md', '.github/workflows/studies.yml', '.githooks/pre-commit', 'package.json'];
  const named = texts.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/infoplane ([a-z]+)((?: --[a-z]+)*)/g)].map(
      ([, name, options]) => [name!, options!.trim()] as const,
    ),
  );
  expect(named.length).toBeGreaterThan(8);
  for (const [name, options] of named) {
    const help = await infoplane(folder, name, '--help');
    expect(help.code).toBe(0);
    for (const option of options.split(' ').filter(Boolean)) expect(help.out).toContain(option);
  }
});

test.skipIf(!existsSync(main))(
  'the pre-commit hook stops a broken study and lets a good one through (needs `npm run build`)',
  async () => {
    const folder = await madeProject();
    // npx, as it would find the package that package.json asks for.
    mkdirSync(join(folder, 'bin'));
    const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${main}" "$@"\n`;
    writeFileSync(join(folder, 'bin/npx'), npx);
    chmodSync(join(folder, 'bin/npx'), 0o755);
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
    git('init', '-q');
    git('config', 'core.hooksPath', '.githooks');
    git('config', 'user.email', 'a@b.c');
    git('config', 'user.name', 'a');
    const commit = () => {
      git('add', '-A');
      return spawnSync('git', ['commit', '-q', '-m', 'x'], { cwd: folder, env, encoding: 'utf8' });
    };
    const first = commit();
    expect(first, first.stderr).toMatchObject({ status: 0 });
    const path = join(folder, 'specs/first.yaml');
    const good = readFileSync(path, 'utf8');
    writeFileSync(path, good.replace('kernel: 5', 'kernl: 5'));
    const refused = commit();
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('did you mean `kernel`?');
    writeFileSync(path, good.replace('kernel: 5', 'kernel:   5'));
    expect(commit().status).not.toBe(0);
    writeFileSync(path, good.replace('kernel: 5', 'kernel: 3'));
    const mended = commit();
    expect(mended, mended.stderr).toMatchObject({ status: 0 });
  },
);

test('a project that a clone makes takes infoplane from there, and says so', async () => {
  const folder = temporaryProject({});
  const { out } = await infoplane(folder, 'init', 'mine');
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'mine', 'package.json'), 'utf8'));
  expect(dependencies.infoplane).toMatch(/^file:/);
  expect(realpathSync(join(folder, 'mine', dependencies.infoplane.slice('file:'.length)))).toBe(
    realpathSync(packageRoot),
  );
  expect(out).toContain(`package.json takes infoplane from here (${dependencies.infoplane})`);
});

test('a package.json that is there and lacks infoplane is told, with the command that adds it', async () => {
  const folder = temporaryProject({ 'package.json': '{ "name": "mine" }' });
  const { out } = await infoplane(folder, 'init', '.');
  expect(out).toMatch(/lacks infoplane\n\nnext: npm install 'infoplane@file:[^']+' && npx infoplane run/);
  expect(out).not.toMatch(/takes infoplane from/);
});
