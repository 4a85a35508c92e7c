/** The cards of the index page. */
export const indexCards = `
.runs { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 22px; }
.run { display: flex; flex-direction: column; padding: 0; margin: 0; overflow: hidden; }
.run .picture { position: relative; display: flex; flex-direction: column; justify-content: safe center; aspect-ratio: 1072 / 700; overflow: hidden; border-bottom: 1px solid var(--grid); background: #ffffff; }
.run .picture::after { content: ''; position: absolute; inset: auto 0 0; height: 6%; background: linear-gradient(#ffffff00, #ffffff); }
.run img { flex: none; display: block; width: 100%; height: auto; clip-path: inset(3px); }
.run > div { display: flex; flex-direction: column; flex: 1; padding: 16px 20px 14px; }
.run h3 { font-size: 1.12rem; line-height: 1.3; text-wrap: balance; }
.run h3 a { color: inherit; text-decoration: none; }
.run h3 a:hover { color: var(--link); text-decoration: underline; }
.run .source { font-size: 0.92rem; }
.summary { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; margin: 16px 0 0; padding: 0; }
.summary li { border-radius: 99px; padding: 4px 13px; font-size: 0.95rem; }
.summary .good { background: var(--good-back); } .summary .bad { background: var(--bad-back); } .summary .neutral, .summary .unclear { background: var(--neutral-back); }
.run .summary { margin: 4px 0 14px; }
.run .summary li { padding: 2px 11px; font-size: 0.88rem; }
.run .facts { margin: auto 0 0; font-size: 0.82rem; }
`;
