import { defineConfig } from 'vitest/config';

export default defineConfig({
  cacheDir: '../../.vscode-test/e2e/vite',
  test: {
    root: import.meta.dirname,
    include: ['workbench/**/*.test.ts'],
    // Each file has a VS Code and a browser of its own, about 1.2 GB: one after the other.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A person whose click a busy machine swallowed clicks again; the run names every test that needed it.
    retry: 1,
  },
});
