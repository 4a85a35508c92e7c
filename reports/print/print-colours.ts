/**
 * The page's variables on paper. The series lie at least 6 apart in lightness (CIE L*), so that they stay apart in grey, and have a contrast of 3
 * to 1 with white paper; the course of a training darkens evenly.
 */
export const printColours: Readonly<Record<string, string>> = {
  ...{
    page: '#ffffff',
    panel: '#ffffff',
    ink: '#000000',
    muted: '#333333',
    rule: '#808080',
    grid: '#e0e0e0',
  },
  ...{ link: '#004067', good: '#00522f', bad: '#a44300', neutral: '#333333' },
  ...{ s1: '#004067', s2: '#c98500', s3: '#00825b', s4: '#a44300' },
  ...{ s5: '#1a8bbc', s6: '#823162', s7: '#332d13', s8: '#171717' },
  ...{ t1: '#35b779', t2: '#22a884', t3: '#1f968b', t4: '#277f8e', t5: '#2e6d8e' },
  ...{ t6: '#39558c', t7: '#433e85', t8: '#481f70', t9: '#440154' },
};

/** A drawing whose colours are variables of the page, in those of paper; what is unknown is black. */
export function inPrintColours(svg: string): string {
  return svg.replaceAll(/var\(--([\w-]+)\)/g, (_, name: string) => printColours[name] ?? '#000000');
}
