import type { Reporter, TestModule } from 'vitest/node';

/** Closes a test run with the names of what was skipped and the line `N passed, N failed, N skipped`. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tally = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      if (tests.length === 0 && !module.ok()) tally.failed++;
      for (const test of tests) {
        const result = test.result();
        tally[result.state]++;
        if (result.state === 'skipped')
          skipped.push(test.fullName + (result.note ? ` (${result.note})` : ''));
      }
    }
    for (const name of skipped) console.log(`skipped: ${name}`);
    console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  }
}
