import type { Plan } from '../plan/plan.ts';

/**
 * The dataflow graph in Mermaid's language; stream edges are thick. Each model has a box with what its stream edges tie to it,
 * which is trained together: a stage, or as many as the matrix makes of it.
 */
export function mermaidGraph(plan: Plan): string {
  const { nodes, free, boxes } = layOut(plan);
  const id = (node: string) => `n${nodes.indexOf(node)}`;
  const draw = (node: string) => `${id(node)}["${node.replace('/', ': ')}${headsText(plan, node, ', ')}"]`;
  return lines([
    'flowchart LR',
    ...free.map((node) => `  ${draw(node)}`),
    ...boxes.flatMap(({ label, held }, index) => [
      `  subgraph stage${index}["${label}"]`,
      ...held.map((node) => `    ${draw(node)}`),
      '  end',
    ]),
    ...plan.edges.map(({ from, to, kind }) => `  ${id(from)} ${kind === 'stream' ? '==>' : '-->'} ${id(to)}`),
  ]);
}

/** The dataflow graph in Graphviz' language, drawn in the same way. */
export function dotGraph(plan: Plan): string {
  const { free, boxes } = layOut(plan);
  const draw = (node: string) =>
    `"${node}" [label="${node.replace('/', '\\n')}${headsText(plan, node, '\\n')}"];`;
  return lines([
    `digraph "${plan.study}" {`,
    '  rankdir=LR;',
    '  node [shape=box, fontname="Helvetica"];',
    ...free.map((node) => `  ${draw(node)}`),
    ...boxes.flatMap(({ label, held }, index) => [
      `  subgraph cluster_stage${index} {`,
      `    label="${label}";`,
      ...held.map((node) => `    ${draw(node)}`),
      '  }',
    ]),
    ...plan.edges.map(
      ({ from, to, kind }) => `  "${from}" -> "${to}"${kind === 'stream' ? ' [penwidth=3]' : ''};`,
    ),
    '}',
  ]);
}

/** The heads of a model's networks, each once. */
function headsText({ stages }: Plan, node: string, before: string): string {
  const own = stages.filter(({ model }) => node === `model/${model.name}`);
  const names = new Set(own.flatMap(({ network }) => (network.heads ?? []).map(({ name }) => name)));
  return names.size === 0 ? '' : `${before}heads ${[...names].join(' ')}`;
}

interface Layout {
  readonly nodes: readonly string[];
  /** Nodes in no box. */
  readonly free: readonly string[];
  readonly boxes: readonly { readonly label: string; readonly held: readonly string[] }[];
}

function layOut({ edges, stages }: Plan): Layout {
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const modelOf = (node: string): string | null => {
    if (node.startsWith('model/')) return node;
    const stream = edges.find(({ to, kind }) => to === node && kind === 'stream');
    return stream ? modelOf(stream.from) : null;
  };
  const models = nodes.filter((node) => node.startsWith('model/'));
  const boxes = models.map((model) => {
    const count = stages.filter((stage) => `model/${stage.model.name}` === model).length;
    const label = `${count} stage${count === 1 ? '' : 's'}`;
    return { label, held: nodes.filter((node) => modelOf(node) === model) };
  });
  return { nodes, free: nodes.filter((node) => modelOf(node) === null), boxes };
}

function lines(text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}
