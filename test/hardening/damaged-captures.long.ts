import { it } from 'vitest';
import { checkCaptures } from './damaged-captures.ts';

it('damaged captures folders end in tables or in a message', () => checkCaptures(1000));
