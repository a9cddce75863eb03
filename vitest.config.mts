import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests that need nothing but Node. The suites with real editors and mail servers have configurations of their own. */
export default defineConfig({
  // What tests of the host need of the editor.
  resolve: { alias: { vscode: path.join(import.meta.dirname, 'test/support/fakeVscode.ts') } },
  test: {
    include: ['test/{core,features,host,protocol,renderer,cli,webview,project}/**/*.test.ts'],
    testTimeout: 30_000,
    restoreMocks: true,
    // Two cores: more workers than that only slow each other down.
    maxWorkers: 2,
  },
});
