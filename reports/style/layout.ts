/** Page, headings, sections and text. */
export const layout = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
.top, main, .end { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
.top { padding-top: 30px; }
.top .study { margin: 0; color: var(--muted); font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
h1 { font-size: clamp(1.55rem, 1.1rem + 2vw, 2.3rem); line-height: 1.18; letter-spacing: -0.015em; margin: 6px 0 8px; text-wrap: balance; }
h2 { font-size: 1.3rem; letter-spacing: -0.01em; margin: 52px 0 14px; }
h3 { font-size: 1.06rem; margin: 0 0 4px; }
h4 { font-size: 0.95rem; font-weight: 600; margin: 10px 0 2px; }
p { margin: 0 0 10px; }
a { color: var(--link); }
.source, p.facts, .lead, .caption, figcaption, .note { color: var(--muted); }
.source { margin-bottom: 6px; }
.top .facts { font-size: 0.88rem; margin-top: 12px; }
.card { background: var(--panel); border: 1px solid var(--grid); border-radius: 10px; padding: 18px 20px; margin: 0 0 18px; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); } .neutral { color: var(--neutral); }
.warning { background: var(--bad-back); border-left: 4px solid var(--bad); border-radius: 4px; padding: 10px 14px; margin-top: 18px; }
pre { background: var(--neutral-back); border-radius: 6px; padding: 12px 14px; overflow: auto; max-height: 32rem; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.92em; }
pre code { font-size: inherit; }
pre.command { white-space: pre-wrap; overflow-wrap: anywhere; }
details.card > summary { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; color: inherit; }
details.card > summary::before { content: '▸'; color: var(--link); }
details.card[open] > summary::before { content: '▾'; }
details.card > summary h3 { margin: 0; }
details.card:not([open]) { padding-top: 8px; padding-bottom: 8px; margin-bottom: 8px; }
.lead { max-width: 84ch; }
summary { cursor: pointer; color: var(--link); padding: 4px 0; }
.arrow { white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.end { color: var(--muted); font-size: 0.85rem; padding-top: 36px; padding-bottom: 48px; }
@media (max-width: 600px) {
  .top, main, .end { padding-left: 16px; padding-right: 16px; }
  .top { padding-top: 26px; }
  .card { padding: 14px; }
}
`;
