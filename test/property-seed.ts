import fc from 'fast-check';

/**
 * Property tests try the same cases in every run, so that a run says the same of the same program. Other cases:
 * `FC_SEED=<number> npm test`.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.FC_SEED ?? 20261122) });
