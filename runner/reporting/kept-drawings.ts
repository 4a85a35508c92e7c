import { createHash } from 'node:crypto';
import type { DrawingJob, DrawnPanel, KeptDrawings } from '../../reports/charts/draw-panel.ts';
import { longestDrawing } from '../../reports/charts/longest-drawing.ts';
import { namesOutside } from '../../reports/charts/names-outside.ts';
import { svgProblem } from '../../reports/charts/svg-problem.ts';
import { isJsonObject, type Json } from '../../src/plan/json.ts';
import type { KeptParts } from '../contract/kept-parts.ts';

/**
 * Drawings of panels by what they are drawn from: the program, the specification with its data, the panel's size and the id of its
 * parts, and for a chart of a study's own the time zone, by which it may name dates. What is read is judged as a drawing of a stranger's chart is,
 * whoever drew it; one that is not sound counts as none.
 * @param program digest of what draws
 */
export function keptDrawings(parts: KeptParts, program: string): KeptDrawings {
  const keys = new WeakMap<DrawingJob, string>();
  const keyOf = (job: DrawingJob) => {
    const key = keys.get(job) ?? drawingKey(job, program);
    keys.set(job, key);
    return key;
  };
  return {
    async get(job) {
      const kept = await parts.get(keyOf(job));
      return isSound(kept, job) ? kept : null;
    },
    put: (job, { vega, svg }) => parts.put(keyOf(job), { vega, svg }),
  };
}

function drawingKey({ panel, id, own }: DrawingJob, program: string): string {
  const zone = own ? Intl.DateTimeFormat().resolvedOptions().timeZone : null;
  const { vegaLite, size, still = null } = panel;
  const content = ['drawing', program, process.version, zone, own, id, size, still, vegaLite];
  return createHash('sha256').update(JSON.stringify(content, told)).digest('hex');
}

/** Numbers that JSON does not have, each for itself. */
function told(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

function isSound(kept: Json, { own }: DrawingJob): kept is Json & DrawnPanel {
  if (!isJsonObject(kept)) return false;
  const { vega, svg } = kept;
  if (typeof svg !== 'string' || svg.length > longestDrawing || svgProblem(svg) !== null) return false;
  return vega === null ? own : isJsonObject(vega) && !namesOutside(vega);
}
