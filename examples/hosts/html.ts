const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Puts values in place of `{{name}}`, escaped; a value that is HTML already comes as `{ html }`. */
export function fill(
  template: string,
  values: Readonly<Record<string, string | { readonly html: string }>>,
): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the page wants {{${name}}}, which nothing gives`);
    return typeof value === 'string' ? escapeHtml(value) : value.html;
  });
}
