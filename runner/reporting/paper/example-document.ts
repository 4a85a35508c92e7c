import { latexText } from './latex-text.ts';

/** A figure of the example. */
export interface ExampleFigure {
  /** Name of its PDF without the ending. */
  readonly file: string;
  readonly title: string;
}

/**
 * A LaTeX document that takes along everything of the folder that it lies in: methods, table of claims, figures, sources.
 * @param title the study's
 */
export function exampleDocument(
  title: string,
  figures: readonly ExampleFigure[],
  { claims }: { readonly claims: boolean },
): string {
  const table = `\\begin{table}[ht]
\\centering
\\resizebox{\\linewidth}{!}{\\input{claims}}
\\caption{The claims and their verdicts.}
\\end{table}
`;
  const shown = figures.map(
    ({ file, title: caption }) => `\\begin{figure}[ht]
\\centering
\\includegraphics{${file}}
\\caption{${latexText(caption)}.}
\\end{figure}
`,
  );
  return `% An example that takes along all files of this folder: pdflatex example, bibtex example, pdflatex example (twice).
\\documentclass{article}
\\usepackage[utf8]{inputenc}
\\usepackage{booktabs}
\\usepackage{graphicx}
\\title{${latexText(title)}}
\\author{}
\\begin{document}
\\maketitle

\\section*{Methods}
\\input{methods}

${claims ? table : ''}
${shown.join('\n')}
\\clearpage
\\nocite{*}
\\bibliographystyle{plain}
\\bibliography{references}
\\end{document}
`;
}
