import { it } from 'vitest';
import { checkReaders } from './fuzz-readers.ts';

it('readers take or refuse broken files, in bounded memory', () => checkReaders(100, 4), 300_000);
