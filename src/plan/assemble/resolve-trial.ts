import { codeVersion } from '../../node/catalog.ts';
import type { NodeFamily } from '../../node/declare.ts';
import { canonicalJson, deepFreeze } from '../canonical.ts';
import type { ViewProblems } from '../check/check-chart.ts';
import { checkClaim } from '../check/check-claim.ts';
import { checkEstimator, type EstimatorChecks } from '../check/check-estimator.ts';
import { checkReport } from '../check/check-report.ts';
import type { ReaderProblems } from '../check/reader-problems.ts';
import type { JsonObject } from '../json.ts';
import type { EntryVariant, VariantOf } from '../matrix/entry-variants.ts';
import type { Links } from '../resolve/links.ts';
import { Memo } from '../resolve/memo.ts';
import type { Readable } from '../resolve/readable.ts';
import { type ModelContext, makeDataset, makeModel } from '../resolve/resolve-model.ts';
import { resolveProbe } from '../resolve/resolve-probe.ts';
import { isPruned, makePruned, pruningSources } from '../resolve/resolve-pruned.ts';
import type {
  ResolvedDataset,
  ResolvedEstimator,
  ResolvedModel,
  ResolvedProbe,
  ResolvedReader,
  ResolvedTrial,
} from '../resolve/resolved.ts';
import { withSettings } from '../resolve/with-settings.ts';
import { rowCount } from '../schedule.ts';

export interface ResolveContext extends ModelContext {
  readonly variantOf: VariantOf;
  readonly links: Links;
  readonly viewProblems: ViewProblems | undefined;
  readonly readerProblems: ReaderProblems;
  readonly checks: EstimatorChecks;
  /** Paths and short names of the matrix axes, to their paths. */
  readonly axes: ReadonlyMap<string, string>;
}

/**
 * Resolves trials: follows the references of each entry from the data set to the claims and reports, checks what only
 * shows when entries come together, and computes shapes and schedules. Each combination of variants is resolved once.
 */
export function createResolver(context: ResolveContext): (places: readonly number[]) => ResolvedTrial {
  const models = new Memo<ResolvedModel>();
  const probes = new Memo<ResolvedProbe>();
  const placed = new Memo<ResolvedProbe['sound']>();
  const estimators = new Memo<ResolvedEstimator>();
  const readable = new Memo<Readable>();
  const readers = new Memo<ResolvedReader>();
  const settings = new Memo<JsonObject | null>();
  const datasets = new Memo<ResolvedDataset>();

  const model = oncePerTrial((variant, places): ResolvedModel => {
    if (isPruned(variant)) {
      const from = pruningSources(context, variant, places);
      const base = from && model(from.base, places);
      const read = from && estimator(from.estimator, places);
      const make = (id: number) => makePruned(context, id, variant, base, read);
      return models.get([variant.id, base?.id, read?.id], make);
    }
    const found = source(context, variant, 'dataset', places);
    const dataset = found && datasets.get([found.id], (id) => makeDataset(context, id, found));
    return models.get([variant.id, dataset?.id], (id) => makeModel(context, id, variant, dataset));
  });

  const probe = oncePerTrial((variant, places): ResolvedProbe => {
    const found = source(context, variant, 'model', places);
    const on = found && model(found, places);
    return probes.get([variant.id, on?.id], (id) => {
      const place = () => on && placeProbe(context, variant, on);
      return makeProbe(id, variant, on, placed.get([variant.id, on?.outline], place));
    });
  });

  const estimator = oncePerTrial((variant, places): ResolvedEstimator => {
    const found = source(context, variant, 'probe', places);
    const on = found && probe(found, places);
    return estimators.get([variant.id, on?.id], (id) => {
      const own = settings.get([variant.id], () => ownSettings(variant));
      const outline = [variant.id, on?.model?.name, on?.layers?.join()];
      const seen = readable.get(outline, (number) => makeReadable(number, variant, on));
      return makeEstimator(context, id, variant, on, own, seen);
    });
  });

  function reader(variant: EntryVariant, places: readonly number[]): ResolvedReader {
    const references = context.links.of(variant);
    const read = references
      .filter(({ family }) => family === 'estimator')
      .map((reference) => {
        const found = context.links.follow(variant, reference, places);
        return found && estimator(found, places);
      });
    return readers.get([variant.id, ...read.map((one) => one?.outline)], () => {
      const named = references.flatMap(({ family, name }) => (family === 'model' ? [name] : []));
      return makeReader(context, variant, read, named);
    });
  }

  return (places) => resolveAll(context, places, { model, probe, estimator, reader });
}

type ResolveIn<Resolved> = (variant: EntryVariant, places: readonly number[]) => Resolved;

/** Asks once in each trial, since an entry is read by several others. */
function oncePerTrial<Resolved>(resolve: ResolveIn<Resolved>): ResolveIn<Resolved> {
  let trial: readonly number[] = [];
  const found = new Map<EntryVariant, Resolved>();
  return (variant, places) => {
    if (places !== trial) found.clear();
    trial = places;
    const known = found.get(variant) ?? resolve(variant, places);
    found.set(variant, known);
    return known;
  };
}

/** How an entry of each family is resolved in a trial. */
interface Resolvers {
  readonly model: ResolveIn<ResolvedModel>;
  readonly probe: ResolveIn<ResolvedProbe>;
  readonly estimator: ResolveIn<ResolvedEstimator>;
  readonly reader: ResolveIn<ResolvedReader>;
}

function resolveAll(context: ResolveContext, places: readonly number[], resolve: Resolvers): ResolvedTrial {
  const all = <Resolved>(family: NodeFamily, one: ResolveIn<Resolved>): Resolved[] =>
    variants(context, family, places).map((variant) => one(variant, places));
  // Probes are resolved even when no estimator reads them, so that their mistakes show.
  all('probe', resolve.probe);
  return {
    models: all('model', resolve.model),
    estimators: all('estimator', resolve.estimator),
    claims: all('claim', resolve.reader),
    reports: all('report', resolve.reader),
  };
}

function variants(
  { spec, variantOf }: ResolveContext,
  family: NodeFamily,
  places: readonly number[],
): EntryVariant[] {
  const found: EntryVariant[] = [];
  for (const entry of spec.entries[family].values()) {
    const variant = variantOf(entry, places);
    if (variant) found.push(variant);
  }
  return found;
}

/** The one entry of a family that an entry reads. */
function source(
  { links }: ResolveContext,
  reader: EntryVariant,
  family: NodeFamily,
  places: readonly number[],
): EntryVariant | null {
  const reference = links.of(reader).find((one) => one.family === family);
  return reference ? links.follow(reader, reference, places) : null;
}

function makeProbe(
  id: number,
  { spec, settings: own }: EntryVariant,
  model: ResolvedModel | null,
  sound: ResolvedProbe['sound'],
): ResolvedProbe {
  const listed = spec.params?.layers;
  const layers = Array.isArray(listed) ? listed.map(String) : null;
  const settings = [...(model?.settings ?? []), ...own];
  return { id, name: spec.name, settings, model, layers, sound };
}

/** Ties a probe to a model; models with one outline give the same result. */
function placeProbe(
  context: ResolveContext,
  variant: EntryVariant,
  model: ResolvedModel,
): ResolvedProbe['sound'] {
  const { plan, diagnostics } = resolveProbe(variant.spec, model);
  const settings = [...model.settings, ...variant.settings];
  context.problems.add(...diagnostics.map((diagnostic) => withSettings(diagnostic, settings, context)));
  if (!plan) return null;
  const { kind, layers, rows, sample } = plan;
  const content = canonicalJson([kind, codeVersion(variant.spec.entry), layers, rows, sample]);
  return deepFreeze({ plan, estimates: rowCount(rows) * layers.length, content });
}

function makeEstimator(
  context: ResolveContext,
  id: number,
  { spec, settings: own }: EntryVariant,
  probe: ResolvedProbe | null,
  settings: JsonObject | null,
  seen: Readable,
): ResolvedEstimator {
  const { contents, problems, checks } = context;
  const varied = [...(probe?.settings ?? []), ...own];
  const found = checkEstimator(spec, probe, checks);
  problems.add(...found.map((diagnostic) => withSettings(diagnostic, varied, context)));
  const { entry } = spec;
  const sound = settings && { params: settings, content: contents.of(entry, settings) };
  const { outline, name, params, model, layers } = seen;
  return { outline, name, params, model, layers, id, kind: entry.kind, probe, sound };
}

function makeReadable(outline: number, { spec }: EntryVariant, probe: ResolvedProbe | null): Readable {
  const { name, params } = spec;
  return { outline, name, params, model: probe?.model?.name ?? null, layers: probe?.layers ?? null };
}

/** An entry's settings without the names of what it reads. */
function ownSettings({ spec }: EntryVariant): JsonObject | null {
  if (spec.params === null) return null;
  const references = spec.entry.inputs.map((port) => port.from);
  return deepFreeze(
    Object.fromEntries(Object.entries(spec.params).filter(([key]) => !references.includes(key))),
  );
}

function makeReader(
  { readerProblems, axes, spec, viewProblems }: ResolveContext,
  variant: EntryVariant,
  estimators: readonly (Readable | null)[],
  models: readonly string[],
): ResolvedReader {
  const named = models.length > 0 ? models : spec.names.model;
  const found =
    variant.spec.family === 'claim'
      ? checkClaim(variant.spec, { estimators, models: named, axes })
      : checkReport(variant.spec, estimators, named, axes, spec.names.claim, viewProblems);
  if (found.length > 0 || !estimators.includes(null)) readerProblems.add(variant.id, found);
  return { variant, estimators, models };
}
