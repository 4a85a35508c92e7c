// From text to plan against the size of the text: CPU milliseconds of `validate` (compile, and diagnostics as printed) and `fmt` for
// studies that grow in one way (test/hardening/growing-texts.ts), and the time at 2n over the time at n:
// `node --import ts-blank-space/register bench/growth.mjs [--parts 1000,2000,4000] [--only aliases]`, after `npm run build`.
import { parseArgs } from 'node:util';
import { layerKinds } from '../dist/runner/layers/index.js';
import { compileStudy } from '../dist/src/compile/compile-study.js';
import { formatDiagnostic } from '../dist/src/diagnostic/format-diagnostic.js';
import { formatYaml } from '../dist/src/document/format-yaml.js';
import { loadCatalog } from '../dist/src/node/catalog.js';
import { studyOrder } from '../dist/src/spec/study-order.js';
import { growingTexts } from '../test/hardening/growing-texts.ts';

const { values: given } = parseArgs({
  options: { parts: { type: 'string', default: '1000,2000,4000' }, only: { type: 'string' } },
});
const sizes = given.parts.split(',').map(Number);
const catalog = loadCatalog();
const order = studyOrder(catalog);

function milliseconds(work) {
  const used = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1000;
}

const validate = ({ text, set = [] }) => {
  const { diagnostics } = compileStudy({ path: 'grows.yaml', text, set, catalog, layers: layerKinds });
  for (const one of diagnostics) formatDiagnostic(one, { color: false });
};
const format = ({ text }) => formatYaml({ name: 'grows.yaml', text }, order);

for (const grow of Object.values(growingTexts)) for (const work of [validate, format]) work(grow(50));
console.log(
  `| grows in | validate, ms at ${sizes.join(', ')} | ratio | fmt | ratio |\n| --- | --- | --- | --- | --- |`,
);
for (const [name, grow] of Object.entries(growingTexts)) {
  if (given.only && given.only !== name) continue;
  const cells = [validate, format].flatMap((work) => {
    const spent = sizes.map((parts) => milliseconds(() => work(grow(parts))));
    const ratio = spent.at(-1) / spent.at(-2);
    return [spent.map((one) => one.toFixed(0)).join(', '), ratio.toFixed(1)];
  });
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}
