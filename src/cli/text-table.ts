/** Lays rows out as aligned columns, two spaces apart; numbers to the right. The first row is the heading. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((width, row) => Math.max(width, (row[column] ?? '').length), 0),
  );
  const rightAligned = widths.map((_, column) => {
    const cells = rows.slice(1).map((row) => row[column] ?? '');
    return cells.some((cell) => cell !== '') && cells.every((cell) => /^[-+]?[\d.,e+-]*$/.test(cell));
  });
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        rightAligned[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      );
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}
