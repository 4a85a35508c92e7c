const greek =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma tau upsilon phi chi psi omega';
const greekLetters = new Map(
  greek.split(' ').map((name, i) => [String.fromCharCode(0x3b1 + i), name === 'o' ? 'o' : `$\\${name}$`]),
);
const capitals = new Map(
  ['Gamma', 'Delta', 'Theta', 'Lambda', 'Xi', 'Pi', 'Sigma', 'Phi', 'Psi', 'Omega'].map((name, i) => [
    'ΓΔΘΛΞΠΣΦΨΩ'[i]!,
    `$\\${name}$`,
  ]),
);

/** A character of no text, between what must not be read as one. */
const nothing = '\ue000';

/** Characters that LaTeX reads otherwise, or does not have in its oldest encoding. */
const characters = new Map<string, string>([
  [nothing, '{}'],
  ...greekLetters,
  ...capitals,
  ...Object.entries({
    ...{
      '\\': '\\textbackslash{}',
      '{': '\\{',
      '}': '\\}',
      $: '{\\$}',
      '&': '\\&',
      '#': '\\#',
      _: '\\_',
      '%': '\\%',
    },
    ...{
      '~': '\\textasciitilde{}',
      '^': '\\textasciicircum{}',
      '<': '$<$',
      '>': '$>$',
      '|': '$|$',
      '"': "''",
    },
    ...{
      '→': '$\\to$',
      '←': '$\\gets$',
      '−': '$-$',
      '±': '$\\pm$',
      '×': '$\\times$',
      '·': '$\\cdot$',
      '∞': '$\\infty$',
    },
    ...{
      '≥': '$\\geq$',
      '≤': '$\\leq$',
      '≠': '$\\neq$',
      '≈': '$\\approx$',
      '°': '$^\\circ$',
      '²': '$^2$',
      '³': '$^3$',
    },
    ...{ '…': '\\dots{}', '–': '--', '—': '---', '‘': '`', '’': "'", '“': '``', '”': "''", '\u00a0': '~' },
    ...{
      ß: '\\ss{}',
      ø: '\\o{}',
      Ø: '\\O{}',
      æ: '\\ae{}',
      Æ: '\\AE{}',
      œ: '\\oe{}',
      Œ: '\\OE{}',
      ł: '\\l{}',
      Ł: '\\L{}',
    },
    ...{ ı: '\\i{}', å: '\\aa{}', Å: '\\AA{}' },
  }),
]);

/** Combining marks and the commands that set them on a letter. */
const accents: Readonly<Record<string, string>> = {
  ...{
    '\u0300': '`',
    '\u0301': "'",
    '\u0302': '^',
    '\u0303': '~',
    '\u0304': '=',
    '\u0306': 'u',
    '\u0307': '.',
  },
  ...{ '\u0308': '"', '\u030a': 'r', '\u030b': 'H', '\u030c': 'v', '\u0323': 'd', '\u0327': 'c' },
};

/**
 * A text as LaTeX sets it with any engine and without further packages, on one line. A character that LaTeX does not have in its oldest
 * encoding is named by its number, such as `[U+4E2D]`.
 */
export function latexText(text: string): string {
  const said = text.replaceAll(/\s+/g, ' ').replaceAll('->', '→').trim();
  // two hyphens would become a dash
  const apart = said.replaceAll(/-(?=-)/g, `-${nothing}`);
  const set = [...apart].map((character) => characters.get(character) ?? letter(character)).join('');
  return set.replaceAll('$$', '');
}

function letter(character: string): string {
  if (/^[\x20-\x7e]$/.test(character)) return character;
  const [base = '', mark = '', ...rest] = [...character.normalize('NFD')];
  const accent = accents[mark];
  if (/^[A-Za-z]$/.test(base) && accent !== undefined && rest.length === 0)
    return `\\${accent}{${base === 'i' ? '\\i' : base}}`;
  if (/\p{Cc}|\p{Cf}/u.test(character)) return '';
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
}
