// Takes pictures of the figures of a report's page.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A picture of each figure of a page, wherever on the page it stands, as it stands at the beginning: `<folder>/<figure>.png`. */
export async function takePictures(browser, report, folder) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  await page.waitForLoadState('load');
  for (const figure of await page.locator('figure.card[id^="figure-"]').all()) {
    const id = (await figure.getAttribute('id')).replace('figure-', '');
    await figure.scrollIntoViewIfNeeded();
    await figure.screenshot({ path: join(folder, `${id}.png`), animations: 'disabled' });
  }
  await page.close();
}
