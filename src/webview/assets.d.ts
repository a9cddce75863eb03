/** esbuild writes the styles a page imports into a file beside its script. */
declare module '*.css' {}
