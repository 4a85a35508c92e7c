import type { Engine, EngineName, NumericClass } from '../contract/engine.ts';

/** Stands where an engine is asked for and nothing is trained: all captures were recorded. */
export function noEngine(): Engine {
  return {
    numericClass: { engine: 'none', version: '', device: 'cpu', threads: 0 },
    open: () => {
      throw new Error('a network cannot be trained without an engine');
    },
    close: async () => {},
  };
}

/** The name to open an engine by that computes in a numeric class; any will do where none was needed. */
export function namedEngine({ engine }: Pick<NumericClass, 'engine'>): 'auto' | EngineName {
  return engine === 'none' ? 'auto' : engine;
}
