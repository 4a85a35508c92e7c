/** The contents beside the page, the opening with findings and key figure, and the table of claims. */
export const opening = `
.page { max-width: 1120px; margin: 0 auto; }
.contents { padding: 0 24px; font-size: 0.9rem; }
.contents ul { list-style: none; margin: 0; padding: 0; }
.contents .entries { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 14px 0 0; }
.contents .entries ul { display: none; }
.contents a { text-decoration: none; overflow-wrap: anywhere; }
.contents a:hover { text-decoration: underline; }
.contents .search { display: block; margin-bottom: 8px; } .contents .search input { width: 100%; max-width: 26em; }
#page-hits { padding: 6px 8px; margin: 0 0 10px; border: 1px solid var(--rule); border-radius: 6px; background: var(--panel); max-height: 60vh; overflow-y: auto; }
#page-hits li { padding: 2px 0; }
@media screen and (min-width: 1240px) {
  .page { display: grid; grid-template-columns: 190px minmax(0, 1fr); max-width: 1400px; }
  .contents { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 40px 0 24px 24px; }
  .contents .entries { display: block; padding: 0; }
  .contents .entries > li { margin-bottom: 7px; }
  .contents .entries ul { display: block; padding: 2px 0 2px 11px; border-left: 1px solid var(--rule); margin: 3px 0 3px 1px; font-size: 0.84rem; }
  .contents .entries ul li { padding: 1px 0; }
}
.question { font-size: 1.12rem; margin: 0 0 6px; max-width: 75ch; }
#answer { display: grid; gap: 8px 28px; margin-top: 12px; } #answer .sure { grid-column: 1 / -1; }
#answer h2 { margin: 6px 0 8px; }
@media screen and (min-width: 960px) { #answer:has(.key) { grid-template-columns: minmax(270px, 2fr) minmax(0, 5fr); } }
#answer .key { min-width: 0; } #answer .key .card { padding: 12px 16px; margin: 0; } #answer .key h3 { margin: 0; }
#answer .key .grid:not(:has(.tall, .square, .wide)) { grid-template-columns: repeat(auto-fit, minmax(min(100%, max(200px, var(--least, 0px))), 1fr)); }
#answer .key .grid:has(.panel.tall:first-child) { grid-template-columns: repeat(auto-fit, minmax(min(100%, max(310px, var(--least, 0px))), 1fr)); }
#answer .key .grid:not(:has(.tall, .square, .wide)):has(.panel:nth-child(4):last-child) { grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr)); }
.findings { list-style: none; margin: 0; padding: 0; }
.findings li { border-left: 4px solid var(--neutral); padding: 1px 0 1px 12px; margin: 0 0 10px; font-size: 0.93rem; line-height: 1.42; color: var(--ink); }
.findings li.good { border-left-color: var(--good); } .findings li.bad { border-left-color: var(--bad); }
.findings li.once { border-left-style: dashed; } .findings li.unclear { border-left-style: dotted; }
.findings a { color: inherit; text-decoration: none; } .findings a:hover b { text-decoration: underline; }
.findings .good a { color: var(--good); } .findings .bad a { color: var(--bad); }
.sure { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; }
.sure li { border-radius: 6px; padding: 2px 9px; font-size: 0.84rem; background: var(--neutral-back); color: var(--ink); }
.sure li.warn { background: var(--warn-back); color: var(--warn); } .sure li.good { background: var(--good-back); color: var(--good); }
.claims { padding: 6px 0; }
.claim > summary, .claim-heads { display: grid; grid-template-columns: 136px minmax(0, 1fr) 96px 198px; gap: 4px 16px; align-items: start; padding: 10px 18px; }
.claim-heads { margin: 0; font-size: 0.8rem; color: var(--muted); align-items: end; }
.claim { color: var(--ink); border-top: 1px solid var(--grid); border-left: 5px solid var(--neutral); }
.claim.good { border-left-color: var(--good); } .claim.bad { border-left-color: var(--bad); }
.claim.once { border-left-style: dashed; } .claim.unclear { border-left-style: dotted; }
.claim.provisional { border-left-style: double; border-left-width: 5px; } .findings li.provisional { border-left-style: double; } .provisional .verdict, .findings .provisional b { font-style: italic; font-weight: 600; }
.claim > summary { color: inherit; cursor: pointer; list-style: none; }
.claim > summary::-webkit-details-marker { display: none; }
.claim > summary:hover { background: var(--neutral-back); }
.claim:target { outline: 2px solid var(--link); }
.claim .verdict { font-weight: 700; color: var(--neutral); } .claim.good .verdict { color: var(--good); } .claim.bad .verdict { color: var(--bad); }
.findings .doubt, .claim .doubt { display: block; width: fit-content; font-size: 0.76rem; font-weight: 500; color: var(--warn); background: var(--warn-back); border-radius: 4px; padding: 0 6px; }
.claim .statement { margin: 0; }
.claim .statement .name { display: block; color: var(--muted); font: 0.78rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.claim .statement .name::after { content: ' ▸'; color: var(--link); } .claim[open] .statement .name::after { content: ' ▾'; }
.claim .broken { font-variant-numeric: tabular-nums; } .claim .broken small { display: block; color: var(--muted); }
.margins { max-width: 100%; } .margins .breaks { fill: var(--bad-back); } .margins .border { stroke: var(--bad); stroke-width: 1.4; }
.margins .interval { stroke: var(--ink); stroke-width: 2; opacity: 0.55; } .margins circle { fill: var(--ink); fill-opacity: 0.72; }
.margins text, .alarms text { fill: var(--muted); font-size: 9.5px; } .margins .end, .alarms .end { text-anchor: end; }
.claim-body { padding: 0 18px 14px; margin-left: 152px; font-size: 0.93rem; }
.claim-body .where, .claim-body .doubts { margin: 0 0 8px; } .claim-body .links { margin: 8px 0 0; } .claim-body .links a { margin-right: 14px; }
.strip { display: flex; flex-wrap: wrap; gap: 3px; list-style: none; margin: 8px 0 4px; padding: 0; }
.strip li { width: 20px; height: 20px; border-radius: 3px; text-align: center; font-size: 0.74rem; line-height: 20px; background: var(--neutral-back); }
.strip .good { background: var(--good-back); } .strip .bad { background: var(--bad-back); }
.alarms rect { fill: var(--bad); } .strips .grid { grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr)); }
.strips .heading { text-align: left; }
th.upright { vertical-align: bottom; padding: 4px 6px; } th.upright span { writing-mode: vertical-rl; rotate: 180deg; max-height: 17em; overflow: hidden; text-overflow: ellipsis; } table.matrix th.wrap { white-space: normal; min-width: 20em; } table.matrix th { vertical-align: bottom; } table.narrow { width: auto; }
h5 { font-size: 0.88rem; margin: 14px 0 2px; }
.take { display: flex; gap: 6px; } .take button { font-size: 0.76rem; padding: 1px 8px; min-height: 24px; color: var(--muted); }
@media (max-width: 820px) {
  .claim-heads { display: none; }
  .claim > summary { grid-template-columns: minmax(0, 1fr) auto; } .claim .statement, .margins { grid-column: 1 / -1; }
  .claim-body { margin-left: 0; }
}
`;
