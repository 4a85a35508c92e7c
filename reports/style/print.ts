/** How the page goes onto A4 paper: nothing to press, nothing cut; tables of values, of single trials and of single trainings left out. Stands after all other style. */
export const print = `
@page { size: A4; margin: 14mm; }
@media print {
  nav, .live, .foot, .unseen, #tip { display: none !important; }
  html, body { background: #fff; font-size: 9.5pt; }
  .top, main, .end { max-width: none; padding: 0; }
  .top { padding-top: 0; }
  h1 { font-size: 17pt; } h2 { font-size: 12.5pt; margin: 20pt 0 6pt; }
  .card { border-radius: 0; padding: 8pt 0; border-width: 1px 0 0; }
  .page { max-width: none; }
  #answer { display: block; }
  .claim-body { margin-left: 0; }
  .claim > summary, .claim-body .facts, .panel, .group .grid > *, tr, img, svg { break-inside: avoid; }
  .claim > summary { break-after: avoid; }
  .by-trial, .lock .each { display: none; }
  h2, h3, h4, figure > header, .controls, .heading, .lead { break-after: avoid; }
  figcaption { break-before: avoid; }
  .controls { margin: 2pt 0; }
  .values, #tables { display: none; }
  .chart, .chart > div { max-width: 100%; min-width: 0 !important; }
  .chart svg { max-width: 100%; height: auto !important; margin: 0 auto !important; }
  .scroll, .scroll.short, pre { overflow: visible; max-height: none; background: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8pt; }
  table { font-size: 7.5pt; } th, td { white-space: normal; padding: 2pt 5pt 2pt 0; }
  .graph { max-width: 100%; height: auto; }
  .grid, .grid:has(.panel:nth-child(4):last-child) { grid-template-columns: repeat(auto-fit, minmax(54mm, 1fr)); gap: 4pt 8pt; }
  .grid:has(.panel.tall:first-child) { grid-template-columns: repeat(auto-fit, minmax(84mm, 1fr)); }
  details:not(.values, #tables .card)::details-content { content-visibility: visible; block-size: auto; }
}
`;
