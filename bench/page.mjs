// How large and how quick pages are: `node bench/page.mjs PAGE.html...` (Chromium at CHROMIUM or /usr/bin/chromium). Prints for each page its
// size, milliseconds to the first paint and until it is live, the heap then, and of each figure with a slider the median and the most
// milliseconds that a step and a switch take of the page's thread, until the frame that shows it. These are times of its processor, so that
// what else the machine does hardly counts; the first two are not.
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const pages = process.argv.slice(2);
if (pages.length === 0) {
  console.error('node bench/page.mjs PAGE.html...');
  process.exit(2);
}
/** Steps and switches that are timed in each figure. */
const times = 12;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
});
console.log(
  '| page | MB | packed MB | first paint ms | live ms | heap MB | figure: step ms, switch ms (median / most) |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const file of pages) console.log(await rowOf(resolve(file)));
await browser.close();

async function rowOf(file) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const begun = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-live]', { timeout: 120_000 });
  const live = performance.now() - begun;
  const [paint, heap] = await page.evaluate(() => {
    const first = performance.getEntriesByName('first-contentful-paint')[0];
    return [first?.startTime ?? Number.NaN, performance.memory.usedJSHeapSize / 1e6];
  });
  const figures = await timeFigures(page);
  await page.close();
  const size = statSync(file).size / 1e6;
  const name = basename(file) === 'report.html' ? basename(dirname(file)) : basename(file, '.html');
  const packed = [...readFileSync(file, 'utf8').matchAll(/<script type="text\/plain"[^>]*>([^<]*)/g)];
  const data = packed.reduce((sum, [, text]) => sum + text.length, 0) / 1e6;
  const told = figures.map(({ id, steps, switches }) => `${id}: ${spread(steps)}, ${spread(switches)}`);
  return `| ${name} | ${size.toFixed(2)} | ${data.toFixed(2)} | ${paint.toFixed(0)} | ${live.toFixed(0)} | ${heap.toFixed(0)} | ${told.join('; ') || '-'} |`;
}

function spread(values) {
  if (values.length === 0) return '-';
  const sorted = [...values].sort((a, b) => a - b);
  return `${sorted[sorted.length >> 1].toFixed(0)} / ${sorted.at(-1).toFixed(0)}`;
}

/** Moves each slider and each switch, and waits for the frame after the charts have changed. */
async function timeFigures(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  /** @param act source of a function that gets the figure and a number */
  const timed = async (id, act, argument) => {
    await page.evaluate(nextFrame);
    const before = await spent();
    await page.evaluate(`(${act})(document.getElementById(${JSON.stringify(id)}), ${argument})`);
    await page.evaluate(nextFrame);
    return (await spent()) - before;
  };
  const found = [];
  for (const figure of await page.$$('figure:has(.scrubber input)')) {
    await figure.scrollIntoViewIfNeeded();
    const { id, boxes, buttons } = await figure.evaluate((root) => ({
      id: root.id,
      boxes: root.querySelectorAll('.switch input').length,
      buttons: Math.min(3, root.querySelectorAll('.legend button').length),
    }));
    const [steps, switches] = [[], []];
    for (let at = 0; at < times; at++) steps.push(await timed(id, moveSlider, (at + 0.5) / times));
    for (let turn = 0; turn < 4; turn++)
      for (let at = 0; at < boxes + buttons; at++) switches.push(await timed(id, press, at));
    found.push({ id, steps, switches });
  }
  return found;
}

function press(root, at) {
  const controls = [...root.querySelectorAll('.switch input'), ...root.querySelectorAll('.legend button')];
  controls[at].click();
}

function moveSlider(root, share) {
  const slider = root.querySelector('.scrubber input');
  slider.value = String(Math.round(Number(slider.max) * share));
  slider.dispatchEvent(new Event('input', { bubbles: true }));
}

function nextFrame() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}
