import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: path.resolve(import.meta.dirname, '../..'),
    include: ['test/mail/**/*.test.ts'],
    globalSetup: './test/mail/globalSetup.ts',
    testTimeout: 30_000,
  },
});
