import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes files into a new folder that goes away with the test, and returns the folder. */
export function temporaryProject(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'infoplane-test-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The smallest declarations of a study and a plan, which every project to generate from needs. */
export const smallStudy = {
  'src/config/config.ts':
    '/** A configuration. */\nexport interface Config {\n  /** Name. */\n  name: string;\n}\n',
  'src/plan/plan.ts': '/** A plan. */\nexport interface Plan {\n  /** Name. */\n  study: string;\n}\n',
  'src/spec/study.ts':
    '/** A study. */\nexport interface Study {\n  /** Probes.\n   * @entries probe\n   */\n  probes?: Record<string, unknown>;\n}\n',
};
