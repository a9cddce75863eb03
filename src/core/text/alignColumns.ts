/** A table in plain text: each column as wide as its longest cell, the last one as it is. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll(/\s+/g, ' ').trim()));
  const widths = (plain[0] ?? []).map((_cell, column) => Math.max(...plain.map((row) => lengthOf(row[column] ?? ''))));
  return plain
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function lengthOf(text: string): number {
  // An emoji of two code units stands in one place.
  return Array.from(text).length;
}
