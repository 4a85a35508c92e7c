import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Vega and its expression interpreter as one classic script: Vega's own minified build, which defines `vega`, and the
 * interpreter's module with its import taken from `vega` and its export put there. Nothing in it makes code from text.
 *
 * @throws Error when the interpreter's module is not of the known form (another version was installed)
 */
export function vegaRuntime(): string {
  const vega = readFileSync(join(dirname(require.resolve('vega')), 'vega.min.js'), 'utf8');
  const module = readFileSync(require.resolve('vega-interpreter'), 'utf8');
  const imports = /^import \{([^}]*)\} from 'vega-util';/m.exec(module);
  const exported = /^export \{ (\w+) as expressionInterpreter \};/m.exec(module);
  if (!imports || !exported)
    throw new Error('vega-interpreter: its module is not of the form that reports expect');
  const body = module
    .replace(imports[0], `const {${imports[1]}} = vega;`)
    .replace(exported[0], `vega.expressionInterpreter = ${exported[1]};`);
  const code = [vega, `(() => {\n${body}\n})();`].map((text) =>
    text.replace(/^\/\/# sourceMappingURL.*$/gm, ''),
  );
  return code.join('\n').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}
