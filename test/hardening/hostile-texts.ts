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
