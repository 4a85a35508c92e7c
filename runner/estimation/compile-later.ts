import { setFlagsFromString } from 'node:v8';

/**
 * Eight times what V8 waits for, by its version: 11 (Node 20) counts bytes of bytecode that a function ran through, 12 (Node 22) calls. Node 24 has
 * a quick compiler before the thorough one, and nothing was gained there.
 */
const flags: ReadonlyMap<string, string> = new Map([
  ['11', '--interrupt-budget=540672'],
  ['12', '--invocation-count-for-turbofan=24000'],
]);

/**
 * Has V8 make fast code of a function only when it has run eight times as long as otherwise. Every thread compiles its functions itself, and most of those
 * of an estimate never give back what that takes: of 300 iterations of LeNet-5 with its estimates it was a seventh of all processor time. A kernel that
 * runs long waits some milliseconds. The flag belongs to the process, so it stays.
 * @param version of V8
 * @param set tells V8
 */
export function compileLater(
  version: string = process.versions.v8,
  set: (flag: string) => void = setFlagsFromString,
): void {
  const flag = flags.get(version.split('.', 1)[0]!);
  if (flag !== undefined) set(flag);
}
