/** Colours of the page and its charts as CSS variables: light, dark, and light again for print. */
export const colours = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --panel: #ffffff; --ink: #1c1e21; --muted: #5b6068; --rule: #c9ccd1; --grid: #e8eaed;
  --link: #0b5fa5; --good: #00704f; --bad: #b03a00; --neutral: #5b6068;
  --good-back: #e6f4ef; --bad-back: #fdeee5; --neutral-back: #eff0f2;
  --s1: #0072b2; --s2: #e69f00; --s3: #009e73; --s4: #d55e00; --s5: #56b4e9; --s6: #cc79a7; --s7: #a89500; --s8: #3c3f44;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #131518; --panel: #1b1e22; --ink: #e8eaed; --muted: #a3a9b2; --rule: #454a52; --grid: #2a2e34;
    --link: #7fbdf0; --good: #4fd0a5; --bad: #ff9e6b; --neutral: #a3a9b2;
    --good-back: #12332a; --bad-back: #3b2317; --neutral-back: #262a30;
    --s1: #4ea6dd; --s2: #f0b030; --s3: #2bc498; --s4: #ff8547; --s5: #9ad4f7; --s6: #e29cc6; --s7: #e0cf3c; --s8: #d5d9de;
  }
}
`;
