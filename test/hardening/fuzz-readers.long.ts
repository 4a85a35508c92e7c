import { it } from 'vitest';
import { checkReaders } from './fuzz-readers.ts';

it('readers take or refuse broken files, in bounded memory', () => checkReaders(2000, 30));
