import { randomBytes } from 'node:crypto';

/** A name that no other process has and none will have, on other machines and in other containers too. */
export function ownName(): string {
  return `${process.pid}-${randomBytes(4).toString('hex')}`;
}
