import type { SpectrumDesk } from '../../contract/estimator.ts';
import { type Variable, variableKey } from './variables.ts';

/** Short names of variables within a capture, as thousands of keys are made of them. */
export interface VariableIds {
  /** Equal for variables with equal Gram matrices. */
  gram(variable: Variable): string;
  /** Equal for variables with equal Gram matrices and names. */
  named(variable: Variable): string;
}

/** The ids of a desk. */
export function variableIds(desk: SpectrumDesk): VariableIds {
  return desk.share('variable ids', createIds);
}

function createIds(): VariableIds {
  const byText = new Map<string, string>();
  const grams = new Map<Variable, string>();
  const names = new Map<Variable, string>();
  function find(known: Map<Variable, string>, variable: Variable, text: () => string): string {
    const id = known.get(variable) ?? idOf(text());
    known.set(variable, id);
    return id;
  }
  function idOf(text: string): string {
    const id = byText.get(text) ?? String(byText.size);
    byText.set(text, id);
    return id;
  }
  return {
    gram: (variable) => find(grams, variable, () => variableKey(variable)),
    named: (variable) => find(names, variable, () => `${variable.name} is ${variableKey(variable)}`),
  };
}
