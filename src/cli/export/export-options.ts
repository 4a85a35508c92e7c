import { type Command, InvalidArgumentError, Option } from 'commander';
import type { IterationChoice } from '../../../runner/capture/capture-choice.ts';
import { iterationsOf } from '../argument-values.ts';
import { printWidth } from './print-width.ts';

/** What `infoplane export` was asked for. */
export interface ExportOptions {
  readonly set: readonly string[];
  readonly onnx?: string;
  readonly weights?: string;
  readonly captures?: string;
  readonly iterations?: IterationChoice;
  /** Whether captures are written as .npy files too. */
  readonly npy?: boolean;
  readonly figures?: string;
  /** Of each figure, in points. */
  readonly width?: number;
  readonly roCrate?: string;
  readonly tensorboard?: string;
  readonly parquet?: string;
  readonly stage?: string;
  readonly out: string;
  readonly allowPlugins?: boolean;
  /** Whether a run whose files were altered is exported all the same. */
  readonly altered?: boolean;
}

/** Says what `export` writes, and where. */
export function addExportOptions(command: Command): Command {
  return command
    .option('--onnx <file>', 'the step graph, as an ONNX file')
    .option('--weights <dir>', 'the weights a run ended with, as .npy files')
    .option('--captures <dir>', 'what the probes of a run saw, a captures folder a training; trains again')
    .addOption(
      new Option(
        '--iterations <list>',
        'only these captures, such as 0,469,last; all for every one',
      ).argParser(iterationsOf),
    )
    .option('--npy', 'writes captures as .npy files too, an array each')
    .option(
      '--figures <dir>',
      'the figures of a run for a paper (SVG, PDF, PNG), its claims and methods as LaTeX and Markdown, its sources as BibTeX',
    )
    .addOption(
      new Option(
        '--width <width>',
        'of each figure, such as 8.5cm (when left out), 85mm, 3.35in, 241pt',
      ).argParser(widthOf),
    )
    .option('--ro-crate <dir>', 'the run as a Process Run Crate: its files, and what made them of what')
    .option('--tensorboard <dir>', 'loss, accuracy and estimates of a run as event files of TensorBoard')
    .option('--parquet <dir>', 'the tables of a run as Parquet files')
    .option('--stage <id>', 'the training, when the study has several');
}

/** Points of a width such as `8.5cm`. */
function widthOf(value: string): number {
  const points = printWidth(value);
  if (points !== null) return points;
  throw new InvalidArgumentError(
    'It must be a number with cm, mm, in or pt, from 3cm to 100cm, such as 8.5cm.',
  );
}
