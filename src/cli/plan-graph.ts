import type { Plan } from '../plan/plan.ts';

/** Families whose nodes are fused into stages. */
const fused: ReadonlySet<string> = new Set(['model', 'probe', 'estimator']);

/** The dataflow graph in Mermaid's language; stream edges are thick, and what they tie together is boxed. */
export function mermaidGraph(plan: Plan): string {
  const nodes = nodesOf(plan);
  const id = (node: string) => `n${nodes.indexOf(node)}`;
  const draw = (node: string) => `${id(node)}["${node.replace('/', ': ')}"]`;
  return lines([
    'flowchart LR',
    ...nodes.filter((node) => !isFused(node)).map((node) => `  ${draw(node)}`),
    `  subgraph stage["${stageLabel(plan)}"]`,
    ...nodes.filter(isFused).map((node) => `    ${draw(node)}`),
    '  end',
    ...plan.edges.map(({ from, to, kind }) => `  ${id(from)} ${kind === 'stream' ? '==>' : '-->'} ${id(to)}`),
  ]);
}

/** The dataflow graph in Graphviz' language; stream edges are thick, and what they tie together is boxed. */
export function dotGraph(plan: Plan): string {
  const nodes = nodesOf(plan);
  const draw = (node: string) => `"${node}" [label="${node.replace('/', '\\n')}"];`;
  return lines([
    `digraph "${plan.study}" {`,
    '  rankdir=LR;',
    '  node [shape=box, fontname="Helvetica"];',
    ...nodes.filter((node) => !isFused(node)).map((node) => `  ${draw(node)}`),
    '  subgraph cluster_stage {',
    `    label="${stageLabel(plan)}";`,
    ...nodes.filter(isFused).map((node) => `    ${draw(node)}`),
    '  }',
    ...plan.edges.map(
      ({ from, to, kind }) => `  "${from}" -> "${to}"${kind === 'stream' ? ' [penwidth=3]' : ''};`,
    ),
    '}',
  ]);
}

function nodesOf(plan: Plan): string[] {
  return [...new Set(plan.edges.flatMap(({ from, to }) => [from, to]))];
}

function isFused(node: string): boolean {
  return fused.has(node.split('/')[0] ?? '');
}

function stageLabel(plan: Plan): string {
  return `${plan.stages.length} stage${plan.stages.length === 1 ? '' : 's'}`;
}

function lines(text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}
