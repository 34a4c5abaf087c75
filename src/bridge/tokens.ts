const tokenName = /^[a-z][a-z0-9-]{0,39}$/;
// A value may be any colour, length, font list or shadow. What could end the declaration, fetch or run is refused.
const hostile = /[;{}<>@\\]|url\s*\(|expression\s*\(|image-set|\/\*|javascript:/i;

/**
 * Design tokens from the host page, by name without `--portico-` (`primary`, `radius`), and what theme Host starts
 * from: `host-font`, `host-size`, `host-text`, `host-bg`, `host-link`, `host-radius`. Unsafe names and values are left out.
 */
export function readTokens(value: unknown): Record<string, string> {
  const tokens: Record<string, string> = {};
  if (typeof value !== 'object' || value === null) return tokens;
  for (const [name, text] of Object.entries(value).slice(0, 64)) {
    if (typeof text !== 'string' || text.length > 300 || !tokenName.test(name) || hostile.test(text))
      continue;
    if (text.trim()) tokens[name] = text.trim();
  }
  return tokens;
}
