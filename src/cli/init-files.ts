/** A file that `infoplane init` writes, by its path in the new folder. */
export interface InitFile {
  readonly path: string;
  readonly text: string;
  readonly executable?: true;
}

/**
 * The files of a new project around its first study.
 * @param study text of the study
 * @param wanted what the project asks npm for as infoplane: a range of versions, or a `file:` address
 */
export function initFiles(study: string, wanted: string): InitFile[] {
  return [
    { path: 'specs/first.yaml', text: study },
    { path: 'package.json', text: manifest(wanted) },
    { path: '.npmrc', text: npmrc },
    { path: '.gitignore', text: 'node_modules/\nruns/\n.infoplane/\n' },
    { path: 'README.md', text: readme },
    { path: '.github/workflows/studies.yml', text: workflow },
    { path: '.githooks/pre-commit', text: preCommit, executable: true },
  ];
}

const manifest = (wanted: string) => `${JSON.stringify(
  {
    name: 'studies',
    private: true,
    type: 'module',
    scripts: { validate: 'infoplane validate specs/*.yaml', study: 'infoplane run specs/first.yaml' },
    dependencies: { infoplane: wanted },
    allowScripts: { 'onnxruntime-node': false },
    overrides: { '@uwdata/flechette': '2.6.0' },
  },
  null,
  2,
)}
`;

const npmrc = `# npm 10 and older would run the install script of onnxruntime-node, which fetches CUDA libraries and fails without a network;
# CPU and WebGPU work without them. npm 11 warns of the line, which does no harm.
onnxruntime-node-install=skip
`;

const readme = `# Studies

Each file in \`specs/\` is a study of information flow in a neural network.

    npm install
    git add -A && git commit -m 'A first study'
    npx infoplane validate specs/*.yaml    # names every mistake, runs nothing
    npx infoplane plan specs/first.yaml    # what would run: layers, shapes, parameters
    npx infoplane run specs/first.yaml     # trains, estimates, writes runs/first/latest/report.html

## Data

MNIST comes with infoplane. \`npx infoplane data list\` shows where each data set is looked for and its licence,
\`npx infoplane data fetch\` gets what is missing. Data that lies elsewhere is named in \`INFOPLANE_DATA\`, a list of
folders that hold \`<data set>/<official file name>\`.

## What belongs into git

The studies, and \`package-lock.json\`. \`git config core.hooksPath .githooks\` switches on a check of each study before it is
committed; \`npx infoplane plan specs/first.yaml --against HEAD\` says what a change would train again. Results that took work are
kept in \`.infoplane/\` and come back without training anew; \`runs/\` holds the reports and tables of each run.

## On another machine

\`npm install\` takes \`infoplane\` from where \`package.json\` says. A \`file:\` address of a folder or file outside of this one is on this
machine only: \`npm pack\` in a clone of \`infoplane\` makes \`infoplane-<version>.tgz\`; put that file here, \`npm install
./infoplane-<version>.tgz\`, and commit it. A git address does as well.
`;

const preCommit = `#!/bin/sh
# Checks the studies that are about to be committed. Switch it on once with: git config core.hooksPath .githooks
files=$(git diff --cached --name-only --diff-filter=ACM -- 'specs/*.yaml')
[ -z "$files" ] && exit 0
npx infoplane validate $files && npx infoplane fmt --check $files
`;

const workflow = `name: studies
on:
  push:
    branches: ['**']
    tags: ['v*']
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - run: npm install
      - run: npx infoplane validate specs/*.yaml
  report:
    if: startsWith(github.ref, 'refs/tags/')
    needs: validate
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - run: npm install
      - run: npx infoplane run specs/first.yaml
      - uses: actions/upload-artifact@v4
        with: { name: report, path: runs/first/latest/ }
`;
