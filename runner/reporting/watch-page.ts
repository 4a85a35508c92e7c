import { createHash } from 'node:crypto';
import { html, markup } from '../../reports/html.ts';

/** The page around the report of a run that goes on, and the policy that it is served with. */
export interface WatchPage {
  readonly text: string;
  readonly policy: string;
}

const style = `
:root { color-scheme: light dark; }
body { margin: 0; display: flex; flex-direction: column; height: 100vh; font: 14px/1.4 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: center; padding: 6px 14px; border-bottom: 1px solid #8886; }
header b { font-size: 15px; } header ul { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 0; padding: 0; }
progress { width: 90px; vertical-align: middle; } iframe { flex: 1; border: 0; width: 100%; }
`;

/** Follows the run: shows its progress, and draws its report anew when there are rows that it does not have. */
const script = `
const report = document.querySelector('iframe');
const state = document.querySelector('#state');
const list = document.querySelector('#trainings');
const events = new EventSource('events');
function draw() {
  const y = report.contentWindow.scrollY;
  report.addEventListener('load', () => report.contentWindow.scrollTo(0, y), { once: true });
  report.contentWindow.location.replace('report.html');
}
events.addEventListener('rows', draw);
events.addEventListener('progress', ({ data }) => {
  const told = JSON.parse(data);
  state.textContent = told.words;
  list.replaceChildren(...told.trainings.map(({ id, words, share }) => {
    const item = document.createElement('li');
    const bar = document.createElement('progress');
    bar.value = share;
    bar.setAttribute('aria-label', id);
    item.append(id + ' ', bar, ' ' + words);
    return item;
  }));
});
events.addEventListener('ended', ({ data }) => { events.close(); state.textContent = JSON.parse(data).words; list.replaceChildren(); draw(); });
events.onerror = () => { if (events.readyState === 2) state.textContent = 'infoplane watch has ended; this is what it saw last'; };
`;

/** @param study name of the study */
export function watchPage(study: string): WatchPage {
  const digest = createHash('sha256').update(script).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${digest}'`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const { html: text } = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${study}: watched</title><style>${markup(style)}</style></head>
<body><header><b>${study}</b> <span id="state" role="status">begins</span><ul id="trainings"></ul></header>
<iframe src="report.html" title="Report so far"></iframe>
<script>${markup(script)}</script></body></html>
`;
  return { text, policy };
}
