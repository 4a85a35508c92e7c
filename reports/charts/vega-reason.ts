/** What Vega or Vega-Lite says is wrong with a chart, in at most 300 characters; a slip of their own code gives no reason that a user can read. */
export function vegaReason(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause);
  const reason = cause instanceof TypeError ? `it gives no reason but an error of its own (${said})` : said;
  return reason.length > 300 ? `${reason.slice(0, 299)}…` : reason;
}
