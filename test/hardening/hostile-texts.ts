const script = '<script>window.hit=1</script>';
/** Texts that would run, load or break something where a page takes them for more than text. */
export const hostile = [
  `"'>${script}<img src=x onerror=window.hit=2>`,
  `</script>${script}<!--`,
  '</title></style><svg onload=window.hit=3>',
  'javascript:window.hit=4',
  "{{constructor.constructor('window.hit=5')()}}",
  ']]><iframe srcdoc="<script>parent.hit=6</script>"></iframe>',
  'url(https://evil.example/x)',
  '__proto__',
  'x'.repeat(200_000),
];

export const pick = (place: number) => hostile[place % hostile.length]!;

/** The same for files that a paper, a crate or TensorBoard is made of. */
export const hostilePrint = [
  '\\input{/etc/passwd}',
  '\\immediate\\write18{touch /tmp/hit}',
  '}\\end{document}\\catcode`\\%=9',
  '$x$ % # & _ ^ ~ {',
  '../../../outside',
  '/tmp/outside',
  '..',
  '.hidden',
  'a/b\\c:d*e?f"g<h>i|j',
  'CON',
  '-rf',
  '\u001b[2J\u0007\u0000\u202eevil',
  '@article{x, note={}}',
];
