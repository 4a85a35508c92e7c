#!/usr/bin/env node
import { messageText } from '../diagnostic/message-text.ts';
import { machineFailure } from '../node/machine-failure.ts';

// the rest is loaded where a machine that cannot open its files can be told of in one message
try {
  const [{ runCommandLine }, { processIo }] = await Promise.all([
    import('./command-line.ts'),
    import('./process-io.ts'),
  ]);
  process.exitCode = await runCommandLine(process.argv.slice(2), processIo());
} catch (cause) {
  const told = machineFailure(cause);
  if (!told) throw cause;
  console.error(messageText(`infoplane: ${told.message}\n  ${told.hint}`));
  process.exitCode = told.exitCode;
}
