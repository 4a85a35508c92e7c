import { codeVersion } from '../../node/catalog.ts';
import type { NodeFamily } from '../../node/declare.ts';
import { canonicalJson, deepFreeze } from '../canonical.ts';
import type { ViewProblems } from '../check/check-chart.ts';
import { checkClaim } from '../check/check-claim.ts';
import type { EstimatorChecks } from '../check/check-estimator.ts';
import { checkReport } from '../check/check-report.ts';
import { axisConditions, type Holder } from '../check/conditions.ts';
import type { ReaderProblems } from '../check/reader-problems.ts';
import type { Reads } from '../check/reads.ts';
import type { StudyAxes } from '../check/study-axes.ts';
import type { EntryVariant, VariantOf } from '../matrix/entry-variants.ts';
import { isRecorded } from '../matrix/recorded-axis.ts';
import type { Links } from '../resolve/links.ts';
import { makeReadable, probeRows, readableCurve } from '../resolve/make-readable.ts';
import { Memo } from '../resolve/memo.ts';
import type { Readable, ReadableCurve } from '../resolve/readable.ts';
import { type ModelContext, makeDataset } from '../resolve/resolve-model.ts';
import { makeOnData } from '../resolve/resolve-onnx.ts';
import { resolveProbe } from '../resolve/resolve-probe.ts';
import { isPruned, makePruned, pruningSources } from '../resolve/resolve-pruned.ts';
import { makeRecorded } from '../resolve/resolve-recorded.ts';
import type {
  ResolvedDataset,
  ResolvedEstimator,
  ResolvedModel,
  ResolvedProbe,
  ResolvedReader,
  ResolvedTrial,
} from '../resolve/resolved.ts';
import { comparesSeeds, makeEstimator, ownSettings } from './make-estimator.ts';
import { followed, source, variants } from './trial-variants.ts';

export interface ResolveContext extends ModelContext {
  readonly variantOf: VariantOf;
  readonly links: Links;
  readonly viewProblems: ViewProblems | undefined;
  readonly readerProblems: ReaderProblems;
  readonly checks: EstimatorChecks;
  readonly axes: StudyAxes;
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
  const datasets = new Memo<ResolvedDataset>();
  const curve = new Memo<ReadableCurve>();
  const settingsOf = oncePerVariant(ownSettings);

  const model = oncePerTrial((variant, places): ResolvedModel => {
    if (isPruned(variant)) {
      const from = pruningSources(context, variant, places);
      const base = from && model(from.base, places);
      const read = from && estimator(from.estimator, places);
      const by = from && read ? prunedBy(variant, from.estimator, read) : { settings: [], id: read?.id };
      const make = (id: number) => makePruned(context, id, { variant, by: by.settings }, base, read);
      return models.get([variant.id, base?.id, by.id], make);
    }
    const found = source(context.links, variant, 'dataset', places);
    const dataset = found && datasets.get([found.id], (id) => makeDataset(context, id, found));
    return models.get([variant.id, dataset?.id], modelMaker(context, variant, dataset));
  });

  const probe = oncePerTrial((variant, places): ResolvedProbe => {
    const found = source(context.links, variant, 'model', places);
    const on = found && model(found, places);
    return probes.get([variant.id, on?.id], (id) => {
      const place = () => on && placeProbe(context, variant, on);
      return makeProbe(id, variant, on, placed.get([variant.id, on?.outline], place));
    });
  });

  const estimator = oncePerTrial((variant, places): ResolvedEstimator => {
    const found = source(context.links, variant, 'probe', places);
    const reads = { probe: found && probe(found, places), ...otherProbe(context, variant, places, probe) };
    const { probe: on, other } = reads;
    return estimators.get([variant.id, on?.id, other === 'seeds' ? other : other?.id], (id) => {
      const seen = readableOnce(readable, variant, reads);
      return makeEstimator(context, id, variant, reads, settingsOf(variant), seen);
    });
  });

  function reader(variant: EntryVariant, places: readonly number[]): ResolvedReader {
    const references = context.links.of(variant);
    const follow = (family: NodeFamily) => followed(context.links, variant, family, places);
    const read = follow('estimator').map((found) => found && estimator(found, places));
    const trained = follow('model').flatMap((found) => (found ? [model(found, places)] : []));
    const curves = trained.map((one) => curve.get([one.id], () => readableCurve(one)));
    const meets = meetsConditions(variant, context.axes, places);
    const outline = [...read.map((one) => one?.outline), ...curves.map((one) => one.outline)].join();
    return readers.get([variant.id, `${meets.where} ${meets.than}`, outline], () => {
      const named = references.flatMap(({ family, name }) => (family === 'model' ? [name] : []));
      return makeReader(context, variant, { estimators: read, curves, axes: context.axes, meets }, named);
    });
  }

  return (places) => resolveAll(context, places, { model, probe, estimator, reader });
}

/** What an estimator compares its probe with, if anything. */
function otherProbe(
  { links }: ResolveContext,
  variant: EntryVariant,
  places: readonly number[],
  probe: ResolveIn<ResolvedProbe>,
): Pick<ResolvedEstimator, 'other'> {
  if (comparesSeeds(variant)) return { other: 'seeds' };
  const found = source(links, variant, 'probe', places, 'with');
  return found ? { other: probe(found, places) } : {};
}

/** Makes a model that is trained on a data set, or was recorded. */
function modelMaker(context: ResolveContext, variant: EntryVariant, dataset: ResolvedDataset | null) {
  return (id: number) =>
    isRecorded(variant.spec) ? makeRecorded(context, id, variant) : makeOnData(context, id, variant, dataset);
}

/** The axes that decide the estimator which a network is pruned by, and what tells it from others; where any map may go it decides nothing. */
function prunedBy(
  { spec }: EntryVariant,
  { settings }: EntryVariant,
  { id, probe, sound }: ResolvedEstimator,
): { readonly settings: EntryVariant['settings']; readonly id: number | string } {
  if (spec.params?.drop === 'random') return { settings: [], id: sound ? 'any' : id };
  return { settings: [...(probe?.settings ?? []), ...settings], id };
}

/** What readers see of an estimator, once for all probes that look alike. */
function readableOnce(
  readable: Memo<Readable>,
  variant: EntryVariant,
  reads: Pick<ResolvedEstimator, 'probe' | 'other'>,
): Readable {
  const { probe: on, other } = reads;
  const rows = probeRows(on);
  const second = other === 'seeds' ? other : other?.layers?.join();
  const outline = [variant.id, on?.model?.name, on?.layers?.join(), second, JSON.stringify(rows)];
  return readable.get(outline, (number) => makeReadable(number, variant.spec, reads, rows));
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

function oncePerVariant<Made>(make: (variant: EntryVariant) => Made): (variant: EntryVariant) => Made {
  const made = new Memo<Made>();
  return (variant) => made.get([variant.id], () => make(variant));
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
  context.varied.add(variant.spec.path, settings, diagnostics);
  if (!plan) return null;
  const { kind, layers, rows, sample, split, loss } = plan;
  const further = [...(split ? [split] : []), ...(loss === undefined ? [] : [{ loss }])];
  const parts = [kind, codeVersion(variant.spec.entry), layers, rows, sample, ...further];
  const content = canonicalJson(parts);
  return deepFreeze({ plan, content });
}

/** Whether a trial is one of those that the conditions of a claim or report on axes leave, on either side of a comparison. */
function meetsConditions({ spec }: EntryVariant, axes: StudyAxes, places: readonly number[]): Reads['meets'] {
  const meets = (holders: readonly Holder[]) => axes.meets(axisConditions(spec, holders, axes), places);
  return { where: meets(['where']), than: meets(['where', 'than']) };
}

function makeReader(
  { readerProblems, spec, viewProblems }: ResolveContext,
  variant: EntryVariant,
  reads: Reads,
  models: readonly string[],
): ResolvedReader {
  const found =
    variant.spec.family === 'claim'
      ? checkClaim(variant.spec, reads)
      : checkReport(variant.spec, reads, { claims: spec.names.claim, viewProblems });
  readerProblems.add(variant.id, found);
  return { variant, estimators: reads.estimators, models };
}
