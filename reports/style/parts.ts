/** Figures, tables and the graph. */
export const parts = `
dl.facts { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 0 0 6px; }
dl.facts dt { color: var(--muted); font-size: 0.8rem; }
dl.facts dd { margin: 0; font-variant-numeric: tabular-nums; font-weight: 600; }
figure { margin: 0; }
figcaption { margin-top: 10px; font-size: 0.9rem; max-width: 80ch; }
.controls { display: flex; flex-wrap: wrap; gap: 6px 18px; align-items: center; margin: 8px 0 10px; }
.legend { display: flex; flex-wrap: wrap; gap: 6px; }
button { font: inherit; font-size: 0.86rem; color: var(--ink); background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: 4px 11px; cursor: pointer; min-height: 30px; }
button:hover:enabled { border-color: var(--link); }
button:disabled { cursor: default; color: var(--muted); }
.legend button { display: inline-flex; align-items: center; gap: 6px; border-radius: 99px; }
.legend button:disabled { color: var(--ink); border-color: transparent; padding-left: 0; }
.legend button[aria-pressed='false'] { color: var(--muted); text-decoration: line-through; }
.legend button[aria-pressed='false'] svg { opacity: 0.25; }
.switch, .choice, .scrubber, .course, .search { font-size: 0.86rem; color: var(--muted); }
select { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: 3px 6px; max-width: 60vw; }
.course { display: flex; align-items: center; gap: 8px; margin: 0; flex-wrap: wrap; font-variant-numeric: tabular-nums; }
.ramp { display: flex; width: 110px; height: 10px; } .ramp i { flex: 1; }
.scrubber { display: flex; align-items: center; gap: 10px; flex: 1 1 320px; flex-wrap: wrap; }
.scrubber label { display: flex; align-items: center; gap: 10px; flex: 1 1 240px; }
.scrubber .play { min-width: 4.6em; }
.scrubber input { flex: 1 1 140px; min-width: 100px; accent-color: var(--link); }
.scrubber output { min-width: 15em; font-variant-numeric: tabular-nums; color: var(--ink); }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, max(290px, var(--least, 0px))), 1fr)); gap: 8px 18px; }
.panel { min-width: 0; }
.panel:only-child:not(.wide) { max-width: 620px; }
.panel:only-child.tall { max-width: 760px; }
.panel.wide { grid-column: 1 / -1; }
.grid:has(.panel:nth-child(4):last-child), .grid:has(.panel:nth-child(8):last-child) { grid-template-columns: repeat(auto-fit, minmax(min(100%, max(232px, var(--least, 0px))), 1fr)); }
.grid:has(.panel.tall:first-child) { grid-template-columns: repeat(auto-fit, minmax(min(100%, max(420px, var(--least, 0px))), 1fr)); }
.grid:has(.square) { grid-template-columns: repeat(auto-fit, minmax(min(100%, 270px), 340px)); }
.pictures { display: flex; flex-wrap: wrap; gap: 8px 36px; }
.picture { min-width: 0; }
.picture .heading { text-align: left; }
.picture ul { display: flex; flex-wrap: wrap; gap: 8px 10px; list-style: none; margin: 0; padding: 0; }
.picture li { display: grid; justify-items: center; font-size: 0.75rem; color: var(--muted); }
.picture img { display: block; max-width: 100%; image-rendering: pixelated; border: 1px solid var(--rule); }
figure > header { display: flex; justify-content: space-between; align-items: baseline; gap: 4px 16px; flex-wrap: wrap; }
figure .name { margin: 0; color: var(--muted); font: 0.8rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.heading { margin: 6px 0 2px; font-size: 0.86rem; color: var(--muted); text-align: center; text-wrap: balance; align-self: end; }
.panel { display: flex; flex-direction: column; justify-content: flex-end; }
.panel .heading { align-self: auto; }
.heading span { display: inline-block; }
.chart { min-width: 0; overflow: hidden; }
.chart svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
html[data-live] .chart svg { margin: 0; }
#tip { position: fixed; z-index: 9; pointer-events: none; display: grid; grid-template-columns: auto auto; gap: 0 12px; margin: 0; padding: 8px 11px; font-size: 0.82rem; color: var(--ink); background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; box-shadow: 0 3px 14px rgb(0 0 0 / 0.18); }
#tip dt { color: var(--muted); } #tip dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; position: relative; background: linear-gradient(to right, var(--panel), transparent) 0 0 / 24px 100% local, linear-gradient(to left, var(--panel), transparent) 100% 0 / 24px 100% local, linear-gradient(to right, rgb(0 0 0 / 0.18), transparent) 0 0 / 10px 100% scroll, linear-gradient(to left, rgb(0 0 0 / 0.18), transparent) 100% 0 / 10px 100% scroll; background-repeat: no-repeat; }
.scroll.short { max-height: 22rem; overflow-y: auto; }
table { border-collapse: collapse; font-size: 0.84rem; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--grid); white-space: nowrap; }
tbody th { font-weight: 500; }
thead th { color: var(--muted); font-weight: 600; }
thead th button { border: 0; padding: 2px 0; background: none; color: inherit; font-weight: inherit; min-height: 24px; }
th[aria-sort='ascending'] button::after { content: ' ↑' / ''; } th[aria-sort='descending'] button::after { content: ' ↓' / ''; }
.number { text-align: right; }
.tools, .foot { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px 16px; margin: 6px 0; font-size: 0.86rem; color: var(--muted); }
.search input { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: 3px 8px; max-width: 60vw; }
.beside { display: flex; flex-wrap: wrap; gap: 18px; } .beside > .scroll { flex: 1 1 460px; min-width: 0; } .beside > .sweep { flex: 0 1 330px; min-width: 0; }
.beside th[scope='row'] { white-space: normal; min-width: 15em; } .beside small, .sweep .caption { color: var(--muted); font-size: 0.8rem; font-weight: 400; }
.graph .edge { fill: none; stroke: var(--muted); stroke-width: 1.4; } .graph .edge.table { stroke-dasharray: 4 4; }
.graph rect { fill: var(--neutral-back); stroke: var(--rule); }
.graph text { fill: var(--ink); font-size: 12px; } .graph .family { fill: var(--muted); font-size: 9.5px; }
.alarm table { width: auto; min-width: min(100%, 34rem); }
table.many td { min-width: 11em; } .runs { list-style: none; padding: 0; margin: 8px 0; } .runs .note { font-size: 0.9rem; }
table.lock td { white-space: normal; overflow-wrap: anywhere; }
.values { margin-top: 8px; } .methods { max-width: 88ch; overflow-wrap: anywhere; } .works { margin: 4px 0 8px; padding-left: 1.6em; font-size: 0.88rem; color: var(--muted); }
#agreement .card > .scroll { margin-bottom: 18px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 0 18px; align-items: start; }
.pair > * { min-width: 0; }
.pair .grid { grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr)); }
td.wrap { white-space: normal; min-width: 22em; }
`;
