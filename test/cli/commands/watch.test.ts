import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spawnRun } from '../../runs/spawned-runs.ts';
import { createWorkplace } from '../tiny-study.ts';

const longer = ['--set', 'models.net.training.epochs=400', '--set', 'probes.forward.at={every: 50}'];

let work: Awaited<ReturnType<typeof createWorkplace>>;
beforeEach(async () => {
  work = await createWorkplace();
});
afterEach(() => rm(work.folder, { recursive: true }));

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly policy: string;
}

/** Asks the server; of events what came up to the one that is waited for. */
function ask(
  address: string,
  options: { readonly host?: string; readonly method?: string; readonly until?: RegExp } = {},
): Promise<Answer> {
  const { host, method = 'GET', until } = options;
  return new Promise((resolve, reject) => {
    const asked = request(address, { method, ...(host ? { headers: { host } } : {}) }, (response) => {
      let text = '';
      const policy = String(response.headers['content-security-policy'] ?? '');
      const end = () => resolve({ status: response.statusCode!, text, policy });
      response.on('data', (part) => {
        text += part;
        if (until?.test(text)) {
          end();
          asked.destroy();
        }
      });
      response.on('end', end);
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function addressOf(run: ReturnType<typeof spawnRun>): Promise<string> {
  let told = '';
  run.child.stdout!.on('data', (text) => {
    told += text;
  });
  await expect.poll(() => told, { timeout: 60_000 }).toMatch(/^http:\S+\n/);
  return told.trim();
}

test('a run that goes on is shown to this machine, follows its rows, and ends with it', async () => {
  const run = spawnRun(work.folder, ['run', 'tiny.yaml', ...longer], { INFOPLANE_CHECKPOINT_SECONDS: '0' });
  await run.shown('training, ');
  const watch = spawnRun(work.folder, ['watch']);
  const address = await addressOf(watch);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);

  const page = await ask(address);
  expect(page.status).toBe(200);
  expect(page.policy).toContain("default-src 'none'");
  const report = await ask(`${address}report.html`);
  expect(report.status).toBe(200);
  expect(report.text).toContain('This run goes on');
  const events = await ask(`${address}events`, { until: /event: rows/ });
  expect(events.text).toMatch(/event: progress\ndata: \{"words":"running: 0 of 1 trainings done"/);
  expect(events.text).toMatch(/"id":"net","words":"\d+ of \d+/);

  const wrong = address.replace(/[0-9a-f]{32}/, (token) => [...token].reverse().join(''));
  expect((await ask(wrong)).status).toBe(404);
  expect((await ask(address, { host: 'somewhere.example' })).status).toBe(403);
  expect((await ask(address, { method: 'POST' })).status).toBe(405);
  expect((await ask(`${address}../../etc/passwd`)).status).toBe(404);

  run.child.kill('SIGINT');
  expect((await run.ended).code).toBe(130);
  expect(await watch.ended).toMatchObject({ code: 0 });
}, 240_000);

test('a run that has ended is not watched', async () => {
  await work.infoplane(['run', 'tiny.yaml']);
  const { code, err } = await work.infoplane(['watch']);
  expect(code).toBe(2);
  expect(err).toContain('report.html');
});
