import { readdirSync, readFileSync } from 'node:fs';

const specs = new URL('../../specs/', import.meta.url);

/** The texts of all studies that infoplane comes with. */
export const studyTexts: readonly string[] = ['', 'paper/', 'networks/', 'companions/'].flatMap((folder) =>
  readdirSync(new URL(folder, specs))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(new URL(folder + name, specs), 'utf8')),
);

/** A slip of the hand in one line: the lines in which it can happen, and what becomes of them. */
export interface YamlSlip {
  readonly where: RegExp;
  readonly make: (line: string) => string;
}

const keyLine = /^ *[\w.-]+:/;
const innerKey = /^ +[\w.-]+:/;

export const yamlSlips: Readonly<Record<string, YamlSlip>> = {
  'a double quote that is not closed': {
    where: /^ *[\w-]+: [a-z]/,
    make: (line) => line.replace(': ', ': "'),
  },
  'a single quote that is not closed': {
    where: /^ *[\w-]+: [a-z]/,
    make: (line) => line.replace(': ', ": '"),
  },
  'one space too many': { where: innerKey, make: (line) => ` ${line}` },
  'one space too few': { where: innerKey, make: (line) => line.slice(1) },
  'a tab': { where: innerKey, make: (line) => line.replace(/^ +/, '\t') },
  'a dash before a key': { where: keyLine, make: (line) => line.replace(/^ */, '$&- ') },
  'a missing colon': { where: keyLine, make: (line) => line.replace(':', '') },
  'a missing space after the colon': { where: /^ *[\w.-]+: \S/, make: (line) => line.replace(': ', ':') },
  'a missing comma': { where: /: \{.*, /, make: (line) => line.replace(', ', ' ') },
  'a bracket that is not closed': { where: /[\]}]/, make: (line) => line.replace(/[\]}]/, '') },
  'a bracket that closes nothing': { where: /[[{]/, make: (line) => line.replace(/[[{] ?/, '') },
};
