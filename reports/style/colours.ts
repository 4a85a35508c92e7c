/** Colours of the page and its charts as CSS variables: light, dark, and light again for print. */
export const colours = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --panel: #ffffff; --ink: #1c1e21; --muted: #5b6068; --rule: #c9ccd1; --grid: #e8eaed;
  --link: #0b5fa5; --good: #00704f; --bad: #b03a00; --neutral: #5b6068; --warn: #7a5200;
  --good-back: #e6f4ef; --bad-back: #fdeee5; --neutral-back: #eff0f2; --warn-back: #fbf1d9;
  --s1: #006cad; --s2: #cb8600; --s3: #009266; --s4: #c45000; --s5: #1d9ed5; --s6: #cb79a8; --s7: #a7933f; --s8: #3c3f44;
  --t1: #35b779; --t2: #22a884; --t3: #1f968b; --t4: #277f8e; --t5: #2e6d8e; --t6: #39558c; --t7: #433e85; --t8: #481f70; --t9: #440154;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #131518; --panel: #1b1e22; --ink: #e8eaed; --muted: #a3a9b2; --rule: #454a52; --grid: #2a2e34;
    --link: #7fbdf0; --good: #4fd0a5; --bad: #ff9e6b; --neutral: #a3a9b2; --warn: #f0c46a;
    --good-back: #12332a; --bad-back: #3b2317; --neutral-back: #262a30; --warn-back: #352a10;
    --s1: #4ea5dc; --s2: #ecac28; --s3: #2ec89c; --s4: #ff8547; --s5: #9bd5f7; --s6: #e19bc5; --s7: #f6e352; --s8: #d6dadf;
    --t1: #6f7cc0; --t2: #5a86b8; --t3: #3f8fae; --t4: #2a9a96; --t5: #2fb47c; --t6: #5ac864; --t7: #8fd744; --t8: #c8e020; --t9: #fde725;
  }
}
`;
