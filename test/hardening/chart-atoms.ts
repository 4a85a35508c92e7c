import fc from 'fast-check';

/** Numbers that say how much, which nobody would write. */
const wildAmount = fc.constantFrom<unknown>(
  ...[0, -1, 1e-9, 1e9, 2000, 'millisecond', { expr: '1e9' }, null, [1e9], { interval: 'millisecond' }],
);
const wildText = fc.oneof(
  fc.constantFrom('url(https://e.example/x)', '\\75rl(https://e.example/x)', '999999999d', 'M 1 L'),
  fc.constantFrom('") + sequence(1e9) + ("'),
  fc.string({ maxLength: 8 }),
);

/** Expressions: the grammar of Vega's. */
const tameExpression = fc.letrec<{ whole: string }>((tie) => {
  const inner = tie('whole');
  return {
    whole: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('iteration', 'epoch', 'value', 'layer', 'seed', 'made').map((name) => `datum.${name}`),
      fc.constantFrom('1', '0.5', "'a'", 'PI', 'datum', "datum['value']", '[1, 2]'),
      fc
        .tuple(inner, fc.constantFrom('+', '-', '*', '/', '%', '<', '===', '&&', '||', '>>'), inner)
        .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc
        .tuple(
          fc.constantFrom(
            'abs',
            'log',
            'upper',
            'length',
            'toString',
            'isValid',
            'month',
            'rgb',
            'reverse',
            'peek',
          ),
          inner,
        )
        .map(([name, a]) => `${name}(${a})`),
      fc
        .tuple(
          fc.constantFrom('max', 'pow', 'substring', 'slice', 'min', 'join', 'lerp', 'atan2'),
          inner,
          inner,
        )
        .map(([name, a, b]) => `${name}(${a}, ${b})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
  };
}).whole;
const wildExpression = fc
  .tuple(
    fc.constantFrom(
      ...[
        'sequence(1e9)',
        'random()',
        "'ur' + 'l(x)'",
        'p',
        's',
        'width',
        "pad('a', 1e9)",
        "format(1, '9999d')",
      ],
      ...[
        "test(/^(a+)+$/, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
        'datum.value >',
        'data(1)',
        "replace('a', /a/g, 'aa')",
      ],
    ),
    tameExpression,
  )
  .map(([wild, tame]) => `${wild} + ${tame}`);

/** What charts are made of. */
export type Atoms = ReturnType<typeof chartAtoms>;

/** Sound amounts, texts and expressions, one strange one in `wild` among them; none when it is 0. */
export function chartAtoms(wild: number) {
  const mostly = <T, U>(tame: fc.Arbitrary<T>, strange: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
    wild === 0 ? tame : fc.oneof({ weight: wild, arbitrary: tame }, { weight: 1, arbitrary: strange });
  const expression = mostly(tameExpression, wildExpression);
  return {
    wild,
    amount: mostly(
      fc.oneof(fc.integer({ min: 2, max: 10 }), fc.double({ min: 0.01, max: 5, noNaN: true })),
      wildAmount,
    ),
    count: mostly(fc.integer({ min: 2, max: 60 }), wildAmount),
    colour: mostly(fc.constantFrom('red', '#08519c', 'var(--s1)', 'rgba(1, 2, 3, 0.5)'), wildText),
    shape: mostly(fc.constantFrom('circle', 'M-1,-1L1,1Z', 'triangle-up'), wildText),
    format: mostly(fc.constantFrom('.2f', 'd', ',.3r', '%'), wildText),
    word: (...words: string[]) => mostly(fc.constantFrom(...words), wildText),
    expression,
    computed: fc.record({ expr: expression }),
  };
}
