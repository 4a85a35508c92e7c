import type { EventListener, RunEvent } from '../../runner/contract/run-events.ts';
import { messageText } from '../diagnostic/message-text.ts';
import { listed } from '../node/listed.ts';
import type { Io } from './command.ts';

/** Seconds between two plain progress lines of a stage where there is no terminal. */
const plainInterval = 10;
/** Milliseconds between two redraws on a terminal. */
const redrawInterval = 100;

/** Shows a run's events on stderr: one redrawn line a running stage on a terminal, plain lines elsewhere. */
export function createProgress(io: Io): EventListener {
  return io.terminal ? terminalProgress(io) : plainProgress(io);
}

interface Pace {
  readonly begun: number;
  /** Iteration that it began with. */
  readonly first: number;
  shown: number;
}

/** Notes when and where stages begin. @param shown when the first progress line would have been */
function notePace(paces: Map<string, Pace>, event: RunEvent, shown: number): void {
  const begun = performance.now();
  if (event.event === 'stage-started') paces.set(event.stage, { begun, first: 0, shown });
  if (event.event === 'stage-resumed') paces.set(event.stage, { begun, first: event.iteration, shown });
}

function terminalProgress(io: Io): EventListener {
  const paces = new Map<string, Pace>();
  const draw = io.draw ?? io.err;
  const write = (text: string) => draw(`\r\u001b[2K${messageText(text)}`);
  return (event) => {
    if (event.event !== 'stage-progress') {
      const line = lineOf(event);
      if (line) write(`${line}\n`);
      notePace(paces, event, 0);
      return;
    }
    const pace = paces.get(event.stage);
    if (!pace || performance.now() - pace.shown < redrawInterval) return;
    pace.shown = performance.now();
    write(progressLine(event, pace));
  };
}

function plainProgress(io: Io): EventListener {
  const paces = new Map<string, Pace>();
  return (event) => {
    if (event.event !== 'stage-progress') {
      const line = lineOf(event);
      if (line) io.err(`${line}\n`);
      notePace(paces, event, performance.now());
      return;
    }
    const pace = paces.get(event.stage);
    if (!pace || performance.now() - pace.shown < plainInterval * 1000) return;
    pace.shown = performance.now();
    io.err(`${progressLine(event, pace)}\n`);
  };
}

function lineOf(event: Exclude<RunEvent, { event: 'stage-progress' }>): string | null {
  switch (event.event) {
    case 'run-started': {
      const count = event.stages.length;
      const on = event.engine === 'none' ? '' : ` on ${event.engine}`;
      return `${event.study}: ${count} training${count === 1 ? '' : 's'}${on}, into ${event.folder}`;
    }
    case 'stage-estimates':
      return estimatesText(event);
    case 'stage-started':
      if (event.recorded) return `${event.stage}: reading its captures, to iteration ${event.updates}`;
      return event.checkpoints === undefined
        ? `${event.stage}: training, ${event.updates} iterations`
        : `${event.stage}: running ${event.checkpoints} checkpoint${event.checkpoints === 1 ? '' : 's'}`;
    case 'stage-resumed':
      return `${event.stage}: resumed at iteration ${event.iteration} of ${event.updates}`;
    case 'stage-kept':
      return `${event.stage}: kept from an earlier run`;
    case 'stage-finished':
      return `${event.stage}: ${outcomeText(event)} after ${duration(event.seconds)}`;
    case 'stage-failed':
      return `${event.stage}: failed`;
    case 'worker-started':
    case 'worker-left':
      return null;
    case 'worker-lost':
      return `worker ${event.worker} is gone: ${event.message}`;
    case 'warning':
      return `warning: ${event.message}`;
    case 'stage-saved':
    case 'page-made':
    case 'run-finished':
      return null;
  }
}

/** Which estimates of a stage are there, where some are; a stage of which nothing is kept has no line. */
function estimatesText({
  stage,
  estimators,
}: Extract<RunEvent, { event: 'stage-estimates' }>): string | null {
  const named = (what: 'kept' | 'captures' | 'training') =>
    listed(estimators.filter((one) => one[what] > 0).map(({ estimator }) => estimator));
  const [kept, captures, training] = [named('kept'), named('captures'), named('training')];
  const parts = [
    ...(kept === '' ? [] : [`${kept} kept`]),
    ...(captures === '' ? [] : [`${captures} read off captures`]),
    ...(training === '' ? [] : [`it trains for ${training}`]),
  ];
  return kept === '' && captures === '' ? null : `${stage}: ${parts.join('; ')}`;
}

function outcomeText({ outcome }: Extract<RunEvent, { event: 'stage-finished' }>): string {
  if (outcome.kind === 'complete') {
    return outcome.stopped === undefined ? 'done' : `ended early, at iteration ${outcome.stopped},`;
  }
  return `${outcome.kind} at iteration ${outcome.iteration},`;
}

function progressLine(event: Extract<RunEvent, { event: 'stage-progress' }>, { begun, first }: Pace): string {
  const elapsed = (performance.now() - begun) / 1000;
  const rate = (event.iteration - first) / elapsed;
  const left = (event.updates - event.iteration) / rate;
  const atEpoch = event.epoch === null ? '' : `epoch ${event.epoch.toFixed(2)}, `;
  const atLoss = event.loss === null ? '' : `loss ${event.loss.toFixed(4)}, `;
  const share = event.updates === 0 ? 100 : Math.floor((100 * event.iteration) / event.updates);
  return (
    `${event.stage}: ${atEpoch}${share} %, ${atLoss}` +
    `${rate.toFixed(1)} iterations/s, ${duration(left)} left`
  );
}

/** `8.3 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
