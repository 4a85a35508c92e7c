import type { Json, JsonObject } from '../../src/plan/plan.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { graphBlock } from './graph.ts';

/** How to run it again, the study's text, its dataflow, and everything in lock.json. */
export function provenanceSection({ plan, spec, command, lock }: ReportInput): Markup {
  const lines = flatten(lock).map(
    ([path, value]) =>
      html`<tr${/^(stages|seeds|trials)\./.test(path) ? html` class="each"` : null}><th scope="row">${path}</th><td><code>${value}</code></td></tr>`,
  );
  return html`<section id="again" aria-labelledby="again-title">
<h2 id="again-title">Reproduce</h2>
<div class="card"><p>In the folder of the study, with the versions below:</p><pre tabindex="0" class="command"><code>${command}</code></pre>
<details><summary>The study as written</summary><pre tabindex="0" class="study"><code>${spec}</code></pre></details>
${graphBlock(plan)}
<details><summary>What it was run with (lock.json)</summary><div class="scroll" tabindex="0" role="region" aria-label="lock.json"><table class="lock"><tbody>${lines}</tbody></table></div></details></div>
</section>`;
}

/** The leaves of a JSON value with their dotted paths, in order. */
function flatten(value: Json, path = ''): [string, string][] {
  if (value === null || typeof value !== 'object') return [[path, String(value)]];
  const entries = Array.isArray(value)
    ? value.map((each, i) => [String(i), each] as const)
    : Object.entries(value as JsonObject);
  if (entries.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']];
  return entries.flatMap(([key, each]) => flatten(each as Json, path === '' ? key : `${path}.${key}`));
}
